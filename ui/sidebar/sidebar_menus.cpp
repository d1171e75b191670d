// The part of Sidebar that builds the menus of its list.
#include "ui/sidebar/sidebar.h"

#include "ui/sidebar/conversation_list.h"
#include "ui/sidebar/conversation_model.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QHash>
#include <QInputDialog>
#include <QLayout>
#include <QMenu>
#include <QSet>

#include <algorithm>

namespace ui {

namespace {

constexpr int kNameWidth = 360;

QAction* addCheckable(QMenu* menu, const QString& text, bool checked)
{
    QAction* action = menu->addAction(QString(text).replace(u'&', QStringLiteral("&&")));
    action->setCheckable(true);
    action->setChecked(checked);
    return action;
}

// Asks for a name, opened already.
QInputDialog* nameDialog(const QString& title, const QString& accept, QWidget* parent)
{
    auto* dialog = new QInputDialog(parent);
    dialog->setObjectName(QStringLiteral("nameDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(Sidebar::tr("Name"));
    dialog->setOkButtonText(accept);
    dialog->setCancelButtonText(Sidebar::tr("Cancel"));
    dialog->sizeHint(); // makes its layout
    dialog->layout()->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    dialog->layout()->setSpacing(kSpaceM);
    dialog->setMinimumWidth(kNameWidth);
    dialog->open();
    return dialog;
}

} // namespace

void Sidebar::showMenu(const QModelIndex& index, const QPoint& place, bool byPointer)
{
    const QString folder = index.data(ConversationModel::FolderRole).toString();
    const bool isConversation = idOf(index) != 0;
    if (!isConversation && folder.isEmpty())
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (byPointer && !m_list->selectionModel()->isSelected(index)) {
        m_list->mark(index);
        connect(menu, &QMenu::aboutToHide, this, &Sidebar::markCurrent);
    }
    if (isConversation)
        showConversationMenu(menu, selectedRows());
    else
        showHeadingMenu(menu, folder);
    menu->popup(place);
}

void Sidebar::showConversationMenu(QMenu* menu, const QModelIndexList& rows)
{
    const QList<app::ConversationId> ids = idsOf(rows);
    const auto all = [&rows](ConversationModel::Role role) {
        return std::all_of(rows.begin(), rows.end(), [role](const QModelIndex& row) {
            return row.data(role).toBool();
        });
    };
    const bool pinned = all(ConversationModel::PinnedRole);
    const bool archived = all(ConversationModel::ArchivedRole);
    QModelIndexList moving; // what is in the archive already is not touched by Undo
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(moving), [archived](const auto& row) {
        return row.data(ConversationModel::ArchivedRole).toBool() == archived;
    });
    if (rows.size() == 1)
        addOfOne(menu, rows.first());
    if (!archived) {
        menu->addAction(m_theme.icon(QStringLiteral("pin")),
                        pinned ? tr("Unpin") : tr("Pin"),
                        this,
                        [this, ids, pinned] { emit pinRequested(ids, !pinned); });
        buildFolderMenu(menu->addMenu(m_theme.icon(QStringLiteral("folder")), tr("Folder")), rows);
    }
    buildTagMenu(menu->addMenu(m_theme.icon(QStringLiteral("tag")), tr("Tags")), rows);
    menu->addAction(
        m_theme.icon(QStringLiteral("archive")),
        archived ? tr("Take out of the archive") : tr("Archive"),
        this,
        [this, moved = idsOf(moving), archived] { emit archiveRequested(moved, !archived); });
    menu->addAction(
        m_theme.icon(QStringLiteral("export")),
        tr("Export…"),
        this,
        [this, ids, title = rows.first().data().toString()] { emit exportRequested(ids, title); });
    if (rows.size() == 1)
        menu->addAction(m_theme.icon(QStringLiteral("printer")),
                        tr("Print…"),
                        this,
                        [this, id = ids.first()] { emit printRequested(id); });
    menu->addSeparator();
    menu->addAction(m_theme.icon(QStringLiteral("trash")),
                    rows.size() == 1 ? tr("Delete") : tr("Delete %n", nullptr, int(rows.size())),
                    this,
                    [this, ids] { emit deleteRequested(ids); });
}

// What several cannot be asked for at once.
void Sidebar::addOfOne(QMenu* menu, const QModelIndex& row)
{
    menu->addAction(m_theme.icon(QStringLiteral("pencil")),
                    tr("Rename"),
                    m_list,
                    [this, kept = QPersistentModelIndex(row)] { m_list->edit(kept); });
    menu->addAction(m_theme.icon(QStringLiteral("window")),
                    tr("Open in a new window"),
                    this,
                    [this, id = idOf(row)] { emit newWindowRequested(id); });
}

void Sidebar::showHeadingMenu(QMenu* menu, const QString& folder)
{
    menu->addAction(
        m_theme.icon(QStringLiteral("pencil")), tr("Rename the folder…"), this, [this, folder] {
            auto* dialog = nameDialog(tr("Rename the folder"), tr("Rename"), this);
            dialog->setTextValue(folder);
            connect(
                dialog, &QInputDialog::textValueSelected, this, [this, folder](const auto& name) {
                    if (!name.simplified().isEmpty() && name.simplified() != folder)
                        renameFolder(folder, name.simplified());
                });
        });
    menu->addAction(m_theme.icon(QStringLiteral("close")),
                    tr("Remove the folder, keep what is in it"),
                    this,
                    [this, folder] { renameFolder(folder, QString()); });
}

void Sidebar::buildFolderMenu(QMenu* menu, const QModelIndexList& rows)
{
    const QList<app::ConversationId> ids = idsOf(rows);
    QSet<QString> current;
    for (const QModelIndex& row : rows)
        current << row.data(ConversationModel::FolderRole).toString();
    for (const QString& folder : m_model->folders()) {
        QAction* action = addCheckable(menu, folder, current == QSet{folder});
        connect(action, &QAction::triggered, this, [this, ids, folder] {
            emit folderRequested(ids, folder);
        });
    }
    if (!menu->isEmpty())
        menu->addSeparator();
    if (current != QSet{QString()})
        menu->addAction(tr("Take out of the folder"), this, [this, ids] {
            emit folderRequested(ids, QString());
        });
    menu->addAction(tr("New folder…"), this, [this, ids] {
        connect(nameDialog(tr("New folder"), tr("Create"), this),
                &QInputDialog::textValueSelected,
                this,
                [this, ids](const QString& name) {
                    if (!name.simplified().isEmpty())
                        emit folderRequested(ids, name.simplified());
                });
    });
}

void Sidebar::buildTagMenu(QMenu* menu, const QModelIndexList& rows)
{
    QHash<app::ConversationId, QStringList> current;
    for (const QModelIndex& row : rows)
        current.insert(idOf(row), row.data(ConversationModel::TagsRole).toStringList());
    const auto setTag = [this, current](const QString& tag, bool on) {
        for (auto at = current.begin(); at != current.end(); ++at) {
            QStringList tags = at.value();
            tags.removeAll(tag);
            if (on)
                tags << tag;
            emit tagsRequested(at.key(), tags);
        }
    };
    for (const QString& tag : m_model->tags()) {
        const bool areTagged =
            std::all_of(current.begin(), current.end(), [&tag](const QStringList& tags) {
                return tags.contains(tag);
            });
        QAction* action = addCheckable(menu, tag, areTagged);
        connect(action, &QAction::triggered, this, [setTag, tag](bool checked) {
            setTag(tag, checked);
        });
    }
    if (!menu->isEmpty())
        menu->addSeparator();
    menu->addAction(tr("New tag…"), this, [this, setTag] {
        connect(nameDialog(tr("New tag"), tr("Add"), this),
                &QInputDialog::textValueSelected,
                this,
                [setTag](const QString& name) {
                    const QString tag = name.simplified().remove(u'#').trimmed();
                    if (!tag.isEmpty())
                        setTag(tag, true);
                });
    });
}

} // namespace ui
