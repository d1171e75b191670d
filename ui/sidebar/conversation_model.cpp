#include "ui/sidebar/conversation_model.h"

#include "ui/sidebar/day_label.h"

#include <QMap>

namespace ui {

ConversationModel::ConversationModel(std::function<QDate()> today, QObject* parent)
    : QAbstractListModel(parent)
    , m_today(std::move(today))
{
}

void ConversationModel::setConversations(const QList<app::ConversationSummary>& conversations)
{
    QList<Row> rows;
    QString heading;
    const auto add = [&](const app::ConversationSummary& conversation, const QString& below) {
        if (below != heading) {
            heading = below;
            rows << Row{0, below, {}, false};
        }
        const QString title = conversation.title.simplified();
        rows << Row{conversation.id,
                    title.isEmpty() ? tr("New conversation") : title,
                    conversation.folder,
                    conversation.pinned};
    };
    QMap<QString, QList<app::ConversationSummary>> folders;
    for (const app::ConversationSummary& conversation : conversations) {
        if (conversation.pinned && !conversation.archived)
            add(conversation, tr("Pinned"));
        else if (!conversation.folder.isEmpty() && !conversation.archived)
            folders[conversation.folder] << conversation;
    }
    m_folders = folders.keys();
    for (auto folder = folders.cbegin(); folder != folders.cend(); ++folder) {
        for (const app::ConversationSummary& conversation : folder.value())
            add(conversation, folder.key());
    }
    for (const app::ConversationSummary& conversation : conversations) {
        if (!conversation.pinned && conversation.folder.isEmpty() && !conversation.archived)
            add(conversation, dayLabel(conversation.updatedAt.toLocalTime().date(), m_today()));
    }
    if (rows == m_rows)
        return;
    const bool sameShape =
        rows.size() == m_rows.size() &&
        std::equal(rows.begin(), rows.end(), m_rows.begin(), [](const Row& a, const Row& b) {
            return a.id == b.id;
        });
    if (sameShape) { // only texts differ: the selection and an open editor stay
        m_rows = rows;
        emit dataChanged(index(0), index(int(m_rows.size()) - 1));
        return;
    }
    beginResetModel();
    m_rows = rows;
    endResetModel();
}

void ConversationModel::setAnswering(const QList<app::ConversationId>& conversations)
{
    if (conversations == m_answering)
        return;
    m_answering = conversations;
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
        return row.id != 0 ? row.text : QVariant();
    case IdRole:
        return row.id;
    case HeadingRole:
        return row.id == 0;
    case FolderRole:
        return row.folder;
    case PinnedRole:
        return row.pinned;
    case AnsweringRole:
        return m_answering.contains(row.id);
    case Qt::AccessibleTextRole:
        return m_answering.contains(row.id) ? tr("%1, is answering").arg(row.text) : row.text;
    default:
        return {};
    }
}

Qt::ItemFlags ConversationModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return {};
    if (m_rows[index.row()].id == 0)
        return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable | Qt::ItemNeverHasChildren;
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

} // namespace ui
