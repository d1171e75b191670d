#include "ui/sidebar/sidebar.h"

#include "ui/sidebar/conversation_delegate.h"
#include "ui/sidebar/conversation_list.h"
#include "ui/sidebar/conversation_model.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QInputDialog>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
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
    const auto open = [this](const QModelIndex& index) {
        const auto id = index.data(ConversationModel::IdRole).toLongLong();
        if (id == 0)
            m_model->toggle(index);
        else
            emit openRequested(id);
    };
    connect(m_list, &ConversationList::clicked, this, open);
    connect(m_list, &ConversationList::activated, this, open);
    connect(m_list, &ConversationList::menuRequested, this, &Sidebar::showMenu);
    connect(m_list, &ConversationList::left, this, &Sidebar::markCurrent);
    connect(m_model, &ConversationModel::renameRequested, this, &Sidebar::renameRequested);
    connect(m_model, &ConversationModel::pinRequested, this, &Sidebar::pinRequested);
    connect(m_model, &ConversationModel::archiveRequested, this, &Sidebar::archiveRequested);
    connect(m_model, &ConversationModel::folderRequested, this, &Sidebar::folderRequested);
    connect(m_model, &ConversationModel::toggledChanged, this, [this] {
        setCurrent(m_current);
        emit toggledHeadingsChanged();
    });
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
    setCurrent(m_current);
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

void Sidebar::setCurrent(app::ConversationId id)
{
    m_current = id;
    const QModelIndex index = m_model->indexOf(id);
    m_list->mark(index);
    if (index.isValid())
        m_list->scrollTo(index);
}

// After something else was pressed, and not opened: keys never act on what only looks current.
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
        const auto id = m_model->index(row).data(ConversationModel::IdRole).toLongLong();
        if (id != 0)
            return id;
    }
    return 0;
}

void Sidebar::renameCurrent()
{
    const bool byKeys = m_list->hasFocus() && m_list->currentIndex().isValid();
    const QModelIndex index = byKeys ? m_list->currentIndex() : m_model->indexOf(m_current);
    if (index.data(ConversationModel::IdRole).toLongLong() != 0)
        m_list->edit(index);
}

void Sidebar::remove(const QModelIndex& index)
{
    const auto id = index.data(ConversationModel::IdRole).toLongLong();
    if (id != 0)
        emit deleteRequested(id);
}

void Sidebar::showMenu(const QModelIndex& index, const QPoint& place, bool byPointer)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (index.data(ConversationModel::IdRole).toLongLong() != 0)
        showConversationMenu(menu, index);
    else if (!index.data(ConversationModel::FolderRole).toString().isEmpty())
        showHeadingMenu(menu, index);
    if (menu->isEmpty()) {
        delete menu;
        return;
    }
    if (byPointer) {
        m_list->mark(index);
        connect(menu, &QMenu::aboutToHide, this, &Sidebar::markCurrent);
    }
    menu->popup(place);
}

void Sidebar::showConversationMenu(QMenu* menu, const QModelIndex& index)
{
    const QPersistentModelIndex kept(index);
    menu->addAction(m_theme.icon(QStringLiteral("pencil")), tr("Rename"), m_list, [this, kept] {
        m_list->edit(kept);
    });
    const auto id = index.data(ConversationModel::IdRole).toLongLong();
    menu->addAction(m_theme.icon(QStringLiteral("window")),
                    tr("Open in a new window"),
                    this,
                    [this, id] { emit newWindowRequested(id); });
    const bool pinned = index.data(ConversationModel::PinnedRole).toBool();
    const bool archived = index.data(ConversationModel::ArchivedRole).toBool();
    if (!archived) {
        menu->addAction(m_theme.icon(QStringLiteral("pin")),
                        pinned ? tr("Unpin") : tr("Pin"),
                        this,
                        [this, id, pinned] { emit pinRequested(id, !pinned); });
        buildFolderMenu(menu->addMenu(m_theme.icon(QStringLiteral("folder")), tr("Folder")), index);
    }
    buildTagMenu(menu->addMenu(m_theme.icon(QStringLiteral("tag")), tr("Tags")), index);
    menu->addAction(m_theme.icon(QStringLiteral("archive")),
                    archived ? tr("Take out of the archive") : tr("Archive"),
                    this,
                    [this, id, archived] { emit archiveRequested(id, !archived); });
    menu->addAction(
        m_theme.icon(QStringLiteral("export")),
        tr("Export…"),
        this,
        [this, id, title = index.data().toString()] { emit exportRequested(id, title); });
    menu->addAction(m_theme.icon(QStringLiteral("printer")), tr("Print…"), this, [this, id] {
        emit printRequested(id);
    });
    menu->addSeparator();
    menu->addAction(
        m_theme.icon(QStringLiteral("trash")), tr("Delete"), this, [this, kept] { remove(kept); });
}

void Sidebar::showHeadingMenu(QMenu* menu, const QModelIndex& heading)
{
    const QString folder = heading.data(ConversationModel::FolderRole).toString();
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

void Sidebar::buildFolderMenu(QMenu* menu, const QModelIndex& index)
{
    const auto id = index.data(ConversationModel::IdRole).toLongLong();
    const QString current = index.data(ConversationModel::FolderRole).toString();
    for (const QString& folder : m_model->folders()) {
        QAction* action = addCheckable(menu, folder, folder == current);
        connect(action, &QAction::triggered, this, [this, id, folder] {
            emit folderRequested(id, folder);
        });
    }
    if (!menu->isEmpty())
        menu->addSeparator();
    if (!current.isEmpty())
        menu->addAction(tr("Take out of the folder"), this, [this, id] {
            emit folderRequested(id, QString());
        });
    menu->addAction(tr("New folder…"), this, [this, id] {
        connect(nameDialog(tr("New folder"), tr("Create"), this),
                &QInputDialog::textValueSelected,
                this,
                [this, id](const QString& name) {
                    if (!name.simplified().isEmpty())
                        emit folderRequested(id, name.simplified());
                });
    });
}

void Sidebar::buildTagMenu(QMenu* menu, const QModelIndex& index)
{
    const auto id = index.data(ConversationModel::IdRole).toLongLong();
    const QStringList current = index.data(ConversationModel::TagsRole).toStringList();
    for (const QString& tag : m_model->tags()) {
        QAction* action = addCheckable(menu, tag, current.contains(tag));
        connect(action, &QAction::triggered, this, [this, id, tag, current](bool checked) {
            QStringList tags = current;
            tags.removeAll(tag);
            if (checked)
                tags << tag;
            emit tagsRequested(id, tags);
        });
    }
    if (!menu->isEmpty())
        menu->addSeparator();
    menu->addAction(tr("New tag…"), this, [this, id, current] {
        connect(nameDialog(tr("New tag"), tr("Add"), this),
                &QInputDialog::textValueSelected,
                this,
                [this, id, current](const QString& name) {
                    const QString tag = name.simplified().remove(u'#').trimmed();
                    if (!tag.isEmpty())
                        emit tagsRequested(id, current + QStringList{tag});
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
            remove(m_list->currentIndex());
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace ui
