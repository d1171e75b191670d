#include "ui/sidebar/conversation_model.h"

#include "ui/sidebar/day_label.h"

#include <QHash>
#include <QMap>
#include <QMimeData>

#include <algorithm>

namespace ui {

namespace {

const QString kMimeType = QStringLiteral("application/x-fireside-conversation");

// What toggled headings are kept as.
const QString kArchive = QStringLiteral("archive");
const QString kFolder = QStringLiteral("folder ");

struct Days
{
    QString label;
    QDate newest;
    QList<const app::ConversationSummary*> conversations; // in the order of use
};

// Newest first. Each once, though the order of use is not that of the dates where a clock jumped.
QList<Days> groupedByDays(const QList<const app::ConversationSummary*>& conversations,
                          const QDate& today)
{
    QList<Days> groups;
    QHash<QString, qsizetype> groupOf;
    for (const app::ConversationSummary* conversation : conversations) {
        const QDate day = conversation->updatedAt.toLocalTime().date();
        const QString label = dayLabel(day, today);
        if (!groupOf.contains(label)) {
            groupOf.insert(label, groups.size());
            groups.append({label, day, {}});
        }
        Days& group = groups[groupOf.value(label)];
        group.newest = std::max(group.newest, day);
        group.conversations << conversation;
    }
    std::sort(groups.begin(), groups.end(), [](const Days& a, const Days& b) {
        return a.newest > b.newest;
    });
    return groups;
}

QSet<QString> foldersOf(const QList<app::ConversationSummary>& conversations)
{
    QSet<QString> folders;
    for (const app::ConversationSummary& conversation : conversations) {
        if (!conversation.folder.isEmpty() && !conversation.archived && !conversation.pinned)
            folders.insert(conversation.folder);
    }
    return folders;
}

QString withTags(const QString& text, const QStringList& tags)
{
    return tags.isEmpty() ? text : text + QStringLiteral("\n#") + tags.join(QStringLiteral("  #"));
}

} // namespace

ConversationModel::ConversationModel(std::function<QDate()> today, QObject* parent)
    : QAbstractListModel(parent)
    , m_today(std::move(today))
{
}

void ConversationModel::setConversations(const QList<app::ConversationSummary>& conversations)
{
    // One that was removed may be in the list for a moment still: only what is new is kept.
    const QSet<QString> come = foldersOf(conversations) - foldersOf(m_conversations);
    const bool areNew = !m_keptFolders.contains(come);
    m_keptFolders.unite(come);
    m_conversations = conversations;
    rebuild();
    if (areNew)
        emit keptFoldersChanged();
}

QStringList ConversationModel::keptFolders() const
{
    QStringList folders(m_keptFolders.begin(), m_keptFolders.end());
    folders.sort();
    return folders;
}

void ConversationModel::setKeptFolders(const QStringList& folders)
{
    m_keptFolders = {folders.begin(), folders.end()};
    rebuild();
}

void ConversationModel::renameFolder(const QString& from, const QString& to)
{
    m_keptFolders.remove(from);
    if (!to.isEmpty())
        m_keptFolders.insert(to);
    rebuild();
    emit keptFoldersChanged();
}

void ConversationModel::rebuild()
{
    QMap<QString, QList<const app::ConversationSummary*>> folders;
    QList<const app::ConversationSummary*> pinned, others, archived;
    QSet<QString> tags;
    for (const QString& folder : m_keptFolders)
        folders[folder];
    for (const app::ConversationSummary& conversation : m_conversations) {
        tags.unite({conversation.tags.begin(), conversation.tags.end()});
        if (conversation.archived)
            archived << &conversation;
        else if (conversation.pinned)
            pinned << &conversation;
        else if (!conversation.folder.isEmpty())
            folders[conversation.folder] << &conversation;
        else
            others << &conversation;
    }
    m_folders = folders.keys();
    m_tags = QStringList(tags.begin(), tags.end());
    m_tags.sort(Qt::CaseInsensitive);

    QList<Row> rows;
    bool closed = false;
    const auto addHeading = [&](Group group, const QString& text, const QString& folder = {}) {
        rows << Row{0, group, text, folder};
        closed = isClosed(rows.last());
    };
    const auto add = [&](const app::ConversationSummary& conversation) {
        const QString title = conversation.title.simplified();
        if (!closed)
            rows << Row{conversation.id,
                        rows.last().group,
                        title.isEmpty() ? tr("New conversation") : title,
                        conversation.folder,
                        conversation.pinned,
                        conversation.tags};
    };
    if (!pinned.isEmpty())
        addHeading(Group::Pinned, tr("Pinned"));
    for (const app::ConversationSummary* conversation : pinned)
        add(*conversation);
    for (auto folder = folders.cbegin(); folder != folders.cend(); ++folder) {
        addHeading(Group::Folder, folder.key(), folder.key());
        for (const app::ConversationSummary* conversation : folder.value())
            add(*conversation);
    }
    for (const Days& days : groupedByDays(others, m_today())) {
        addHeading(Group::Day, days.label);
        for (const app::ConversationSummary* conversation : days.conversations)
            add(*conversation);
    }
    if (!archived.isEmpty())
        addHeading(Group::Archive, tr("Archive"));
    for (const app::ConversationSummary* conversation : archived)
        add(*conversation);

    if (rows == m_rows)
        return;
    const bool sameShape =
        rows.size() == m_rows.size() &&
        std::equal(rows.begin(), rows.end(), m_rows.begin(), [](const Row& a, const Row& b) {
            return a.id == b.id && a.group == b.group;
        });
    if (sameShape) { // only texts differ: the selection and an open editor stay
        m_rows = rows;
        tellChanged();
        return;
    }
    beginResetModel();
    m_rows = rows;
    endResetModel();
}

// The archive is toggled open, everything else is toggled closed.
bool ConversationModel::isClosed(const Row& heading) const
{
    return heading.group == Group::Archive
               ? !m_toggled.contains(kArchive)
               : heading.group == Group::Folder && m_toggled.contains(kFolder + heading.folder);
}

void ConversationModel::toggle(const QModelIndex& heading)
{
    if (!heading.data(ClosedRole).isValid())
        return;
    const Row& row = m_rows[heading.row()];
    const QString name = row.group == Group::Archive ? kArchive : kFolder + row.folder;
    if (!m_toggled.remove(name))
        m_toggled.insert(name);
    rebuild();
    emit toggledChanged();
}

void ConversationModel::reveal(app::ConversationId id)
{
    const auto found =
        std::find_if(m_conversations.begin(),
                     m_conversations.end(),
                     [id](const auto& conversation) { return conversation.id == id; });
    if (found == m_conversations.end() || indexOf(id).isValid())
        return;
    if (found->archived)
        m_toggled.insert(kArchive);
    else
        m_toggled.remove(kFolder + found->folder);
    rebuild();
    emit toggledChanged();
}

void ConversationModel::setToggled(const QStringList& headings)
{
    m_toggled = {headings.begin(), headings.end()};
    rebuild();
}

void ConversationModel::setAnswering(const QList<app::ConversationId>& conversations)
{
    if (conversations == m_answering)
        return;
    m_answering = conversations;
    tellChanged();
}

void ConversationModel::setNewAnswers(const QList<app::ConversationId>& conversations)
{
    m_newAnswers = conversations;
    tellChanged();
}

void ConversationModel::setOpen(app::ConversationId id)
{
    m_open = id;
    tellChanged();
}

void ConversationModel::tellChanged()
{
    if (!m_rows.isEmpty())
        emit dataChanged(index(0), index(int(m_rows.size()) - 1));
}

QModelIndex ConversationModel::indexOf(app::ConversationId id) const
{
    for (int row = 0; row < m_rows.size(); ++row) {
        if (id != 0 && m_rows[row].id == id)
            return index(row);
    }
    return {};
}

int ConversationModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant ConversationModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return row.text;
    case Qt::ToolTipRole:
        return row.id != 0 ? withTags(row.text, row.tags) : QVariant();
    case IdRole:
        return row.id;
    case HeadingRole:
        return row.id == 0;
    case GroupRole:
        return QVariant::fromValue(row.group);
    case FolderRole:
        return row.folder;
    case ClosedRole:
        return row.id == 0 && (row.group == Group::Folder || row.group == Group::Archive)
                   ? isClosed(row)
                   : QVariant();
    case PinnedRole:
        return row.pinned;
    case ArchivedRole:
        return row.id != 0 && row.group == Group::Archive;
    case TagsRole:
        return row.tags;
    case AnsweringRole:
        return m_answering.contains(row.id);
    case NewAnswerRole:
        return m_newAnswers.contains(row.id) && row.id != m_open;
    case OpenRole:
        return row.id != 0 && row.id == m_open;
    case Qt::AccessibleDescriptionRole:
        return row.id != 0 && row.id == m_open ? tr("Shown in this window") : QVariant();
    case Qt::AccessibleTextRole:
        if (const QVariant closed = data(index, ClosedRole); closed.isValid())
            return closed.toBool() ? tr("%1, closed").arg(row.text) : tr("%1, open").arg(row.text);
        if (m_answering.contains(row.id))
            return tr("%1, is answering").arg(row.text);
        return data(index, NewAnswerRole).toBool() ? tr("%1, new answer").arg(row.text) : row.text;
    default:
        return {};
    }
}

Qt::ItemFlags ConversationModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return {};
    if (m_rows[index.row()].id == 0) {
        return index.data(ClosedRole).isValid() ? Qt::ItemIsEnabled | Qt::ItemIsDropEnabled
                                                : Qt::ItemIsDropEnabled;
    }
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable | Qt::ItemIsDragEnabled |
           Qt::ItemIsDropEnabled | Qt::ItemNeverHasChildren;
}

bool ConversationModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const QString title = value.toString().simplified();
    if (role != Qt::EditRole || !index.isValid() || m_rows[index.row()].id == 0 || title.isEmpty())
        return false;
    if (title != m_rows[index.row()].text) {
        m_rows[index.row()].text = title;
        emit dataChanged(index, index);
        emit renameRequested(m_rows[index.row()].id, title);
    }
    return true;
}

QStringList ConversationModel::mimeTypes() const
{
    return {kMimeType};
}

QMimeData* ConversationModel::mimeData(const QModelIndexList& indexes) const
{
    QByteArrayList ids;
    for (const QModelIndex& index : indexes)
        ids << index.data(IdRole).toByteArray();
    auto* data = new QMimeData;
    data->setData(kMimeType, ids.join(' '));
    return data;
}

QList<app::ConversationSummary> ConversationModel::dragged(const QMimeData* data) const
{
    const QByteArrayList ids = data->data(kMimeType).split(' ');
    QList<app::ConversationSummary> found;
    std::copy_if(m_conversations.begin(),
                 m_conversations.end(),
                 std::back_inserter(found),
                 [&ids](const auto& conversation) {
                     return ids.contains(QByteArray::number(conversation.id));
                 });
    return found;
}

bool ConversationModel::canDropMimeData(
    const QMimeData* data, Qt::DropAction action, int, int, const QModelIndex&) const
{
    return action == Qt::MoveAction && !dragged(data).isEmpty();
}

bool ConversationModel::dropMimeData(
    const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    const bool isOnRows = parent.isValid() || row >= 0;
    // Between two rows it belongs to the upper one's group; in the empty space below all to none.
    const Row target =
        isOnRows ? m_rows[parent.isValid() ? parent.row() : std::max(row - 1, 0)] : Row();
    const bool toArchive = target.group == Group::Archive;
    const bool toPinned = target.group == Group::Pinned;
    const QString folder = target.group == Group::Folder ? target.folder : QString();
    QList<app::ConversationId> archived, pinned, filed;
    for (const app::ConversationSummary& conversation : dragged(data)) {
        if (!isOnRows && conversation.archived)
            continue; // a gap between rows of the archive is empty space too
        if (conversation.archived != toArchive)
            archived << conversation.id;
        if (!toArchive && conversation.pinned != toPinned)
            pinned << conversation.id;
        if (!toArchive && !toPinned && conversation.folder != folder)
            filed << conversation.id;
    }
    if (!archived.isEmpty())
        emit archiveRequested(archived, toArchive);
    if (!pinned.isEmpty())
        emit pinRequested(pinned, toPinned);
    if (!filed.isEmpty())
        emit folderRequested(filed, folder);
    return true;
}

app::ConversationId idOf(const QModelIndex& row)
{
    return row.data(ConversationModel::IdRole).toLongLong();
}

QList<app::ConversationId> idsOf(const QModelIndexList& rows)
{
    QList<app::ConversationId> ids;
    for (const QModelIndex& row : rows)
        ids << idOf(row);
    return ids;
}

} // namespace ui
