#include "ui/sidebar/sidebar.h"

#include "ui/sidebar/conversation_delegate.h"
#include "ui/sidebar/conversation_list.h"
#include "ui/sidebar/conversation_model.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QHash>
#include <QInputDialog>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QSet>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int kNameWidth = 360;
constexpr double kWidest = 1.7; // times the usual width, however large the text

QPushButton* sidebarButton(const QString& text, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setProperty("look", "sidebar");
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QAction* addCheckable(QMenu* menu, const QString& text, bool checked)
{
    QAction* action = menu->addAction(QString(text).replace(u'&', QStringLiteral("&&")));
    action->setCheckable(true);
    action->setChecked(checked);
    return action;
}

// 0: of none, or of a heading.
app::ConversationId idOf(const QModelIndex& index)
{
    return index.data(ConversationModel::IdRole).toLongLong();
}

QList<app::ConversationId> idsOf(const QModelIndexList& rows)
{
    QList<app::ConversationId> ids;
    for (const QModelIndex& row : rows)
        ids << idOf(row);
    return ids;
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

Sidebar::Sidebar(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_model(new ConversationModel(&QDate::currentDate, this))
    , m_list(new ConversationList(theme, this))
    , m_new(sidebarButton(tr("New conversation"), this))
    , m_search(sidebarButton(tr("Search"), this))
    , m_models(sidebarButton(tr("Models"), this))
    , m_settings(sidebarButton(tr("Settings"), this))
    , m_help(sidebarButton(tr("Keyboard shortcuts"), this))
{
    setObjectName(QStringLiteral("sidebar"));
    m_new->setObjectName(QStringLiteral("newButton"));
    m_new->setToolTip(tr("New conversation (Ctrl+N)"));
    m_search->setObjectName(QStringLiteral("searchButton"));
    m_search->setToolTip(tr("Search all conversations (Ctrl+K)"));
    m_models->setObjectName(QStringLiteral("modelsButton"));
    m_models->setToolTip(tr("Models (Ctrl+Shift+M)"));
    m_settings->setObjectName(QStringLiteral("settingsButton"));
    m_help->setObjectName(QStringLiteral("helpButton"));
    m_list->setObjectName(QStringLiteral("conversationList"));
    m_list->setAccessibleName(tr("Conversations"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new ConversationDelegate(theme, m_list));
    m_list->installEventFilter(this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpaceM, kSpaceM, kSpaceM, kSpaceM);
    layout->setSpacing(2);
    layout->addWidget(m_new);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_models);
    layout->addWidget(m_help);
    layout->addWidget(m_settings);

    connect(m_new, &QPushButton::clicked, this, &Sidebar::newRequested);
    connect(m_search, &QPushButton::clicked, this, &Sidebar::searchRequested);
    connect(m_models, &QPushButton::clicked, this, &Sidebar::modelsRequested);
    connect(m_settings, &QPushButton::clicked, this, &Sidebar::settingsRequested);
    connect(m_help, &QPushButton::clicked, this, &Sidebar::helpRequested);
    connect(m_list, &ConversationList::chosen, this, [this](const QModelIndex& index) {
        const app::ConversationId id = idOf(index);
        if (id == 0)
            m_model->toggle(index);
        else
            emit openRequested(id);
    });
    // After the view's own.
    connect(m_model, &ConversationModel::modelAboutToBeReset, this, &Sidebar::keepSelection);
    connect(m_model, &ConversationModel::modelReset, this, &Sidebar::restoreSelection);
    connect(m_list, &ConversationList::menuRequested, this, &Sidebar::showMenu);
    connect(m_list, &ConversationList::left, this, &Sidebar::markCurrent);
    connect(m_model, &ConversationModel::renameRequested, this, &Sidebar::renameRequested);
    connect(m_model, &ConversationModel::pinRequested, this, &Sidebar::pinRequested);
    connect(m_model, &ConversationModel::archiveRequested, this, &Sidebar::archiveRequested);
    connect(m_model, &ConversationModel::folderRequested, this, &Sidebar::folderRequested);
    connect(m_model, &ConversationModel::toggledChanged, this, &Sidebar::toggledHeadingsChanged);
    connect(m_model, &ConversationModel::keptFoldersChanged, this, &Sidebar::keptFoldersChanged);
    connect(&theme, &Theme::changed, this, &Sidebar::restyle);
    restyle();
}

void Sidebar::restyle()
{
    setFixedWidth(int(kSidebarWidth * std::clamp(m_theme.textScale(), 1.0, kWidest)));
    for (QPushButton* button : {m_new, m_search, m_models, m_settings, m_help})
        button->setIconSize(QSize(1, 1) * m_theme.grown(kIconSize));
    m_new->setIcon(m_theme.accentIcon(QStringLiteral("new-chat")));
    m_search->setIcon(m_theme.icon(QStringLiteral("search")));
    m_models->setIcon(m_theme.icon(QStringLiteral("model")));
    m_settings->setIcon(m_theme.icon(QStringLiteral("settings")));
    m_help->setIcon(m_theme.icon(QStringLiteral("keyboard")));
    // Where a dragged conversation would land is drawn in the colour of text; the delegate has its
    // own.
    QPalette marker = m_list->viewport()->palette();
    marker.setColor(m_list->viewport()->foregroundRole(), m_theme.palette().accent);
    m_list->viewport()->setPalette(marker);
    m_list->doItemsLayout();
}

void Sidebar::setConversations(const QList<app::ConversationSummary>& conversations)
{
    m_model->setConversations(conversations);
    showList();
}

// After it was made anew.
void Sidebar::showList()
{
    // An empty list could not show that it has the focus.
    m_list->setFocusPolicy(m_model->rowCount() > 0 ? Qt::StrongFocus : Qt::NoFocus);
}

QStringList Sidebar::keptFolders() const
{
    return m_model->keptFolders();
}

void Sidebar::setKeptFolders(const QStringList& folders)
{
    if (folders == m_model->keptFolders())
        return;
    m_model->setKeptFolders(folders);
    showList();
}

void Sidebar::renameFolder(const QString& from, const QString& to)
{
    m_model->renameFolder(from, to);
    showList();
    emit folderRenameRequested(from, to);
}

void Sidebar::setAnswering(const QList<app::ConversationId>& conversations)
{
    m_model->setAnswering(conversations);
}

void Sidebar::setNewAnswers(const QList<app::ConversationId>& conversations)
{
    m_model->setNewAnswers(conversations);
}

void Sidebar::setCurrent(app::ConversationId id)
{
    if (id == m_current)
        return; // what is selected meanwhile stays so
    m_current = id;
    m_model->setOpen(id);
    markCurrent();
    m_list->scrollTo(m_list->currentIndex());
}

void Sidebar::reveal(app::ConversationId id)
{
    m_model->reveal(id);
}

// Keys never act on what only looks current.
void Sidebar::markCurrent()
{
    m_list->mark(m_model->indexOf(m_current));
}

QStringList Sidebar::toggledHeadings() const
{
    return m_model->toggled();
}

void Sidebar::setToggledHeadings(const QStringList& headings)
{
    m_model->setToggled(headings);
}

app::ConversationId Sidebar::neighbour(int step) const
{
    const QModelIndex current = m_model->indexOf(m_current);
    if (!current.isValid() && step < 0)
        return 0;
    for (int row = current.row() + step; row >= 0 && row < m_model->rowCount(); row += step) {
        if (const app::ConversationId id = idOf(m_model->index(row)))
            return id;
    }
    return 0;
}

void Sidebar::renameCurrent()
{
    const bool byKeys = m_list->hasFocus() && m_list->currentIndex().isValid();
    const QModelIndex index = byKeys ? m_list->currentIndex() : m_model->indexOf(m_current);
    if (idOf(index) != 0)
        m_list->edit(index);
}

QModelIndexList Sidebar::selectedRows() const
{
    QModelIndexList rows = m_list->selectionModel()->selectedIndexes();
    if (rows.isEmpty() && idOf(m_list->currentIndex()) != 0)
        rows << m_list->currentIndex();
    std::sort(rows.begin(), rows.end());
    return rows;
}

// The one below the last of them, else the one above the first; 0: there is none.
app::ConversationId Sidebar::besideThose(const QList<app::ConversationId>& ids) const
{
    app::ConversationId above = 0;
    app::ConversationId below = 0;
    for (int row = m_model->rowCount() - 1, last = m_model->indexOf(ids.last()).row(); row >= 0;
         --row) {
        const app::ConversationId id = idOf(m_model->index(row));
        if (id == 0 || ids.contains(id))
            continue;
        if (row > last)
            below = id;
        else if (above == 0)
            above = id;
    }
    return below != 0 ? below : above;
}

void Sidebar::remove(const QList<app::ConversationId>& ids)
{
    if (ids.isEmpty())
        return;
    const app::ConversationId next = besideThose(ids);
    emit deleteRequested(ids);
    m_list->setFocus(); // where the open one goes, another is opened and takes it
    if (next != 0)
        m_list->mark(m_model->indexOf(next));
}

// A list made anew has other rows: what was selected is found again by its conversations.
void Sidebar::keepSelection()
{
    m_selected = idsOf(selectedRows());
    m_keysAt = idOf(m_list->currentIndex());
}

void Sidebar::restoreSelection()
{
    QItemSelection selection;
    for (const app::ConversationId id : m_selected) {
        if (const QModelIndex index = m_model->indexOf(id); index.isValid())
            selection.select(index, index);
    }
    if (selection.isEmpty() || m_selected == QList{m_current}) {
        markCurrent();
        m_list->scrollTo(m_list->currentIndex());
        return;
    }
    const QModelIndex keysAt = m_model->indexOf(m_keysAt);
    m_list->mark(keysAt.isValid() ? keysAt : selection.indexes().first());
    m_list->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

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

// The focus shows at a row, so there has to be one.
void Sidebar::chooseRow()
{
    for (int row = 0; !m_list->currentIndex().isValid() && row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row);
        if (index.flags().testFlag(Qt::ItemIsEnabled))
            m_list->selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    }
}

bool Sidebar::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list && event->type() == QEvent::FocusIn)
        chooseRow();
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Delete) {
            remove(idsOf(selectedRows()));
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace ui
