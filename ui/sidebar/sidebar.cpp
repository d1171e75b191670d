#include "ui/sidebar/sidebar.h"

#include "ui/sidebar/conversation_delegate.h"
#include "ui/sidebar/conversation_list.h"
#include "ui/sidebar/conversation_model.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int kLeastWidth = 200; // in text of the desktop's size
constexpr int kMostWidth = 480;
constexpr double kMostGrowth = 1.7; // of its width, however large the text

QPushButton* sidebarButton(const QString& text, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setProperty("look", "sidebar");
    button->setFocusPolicy(Qt::TabFocus);
    return button;
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

// With the text.
double Sidebar::growth() const
{
    return std::clamp(m_theme.textScale(), 1.0, kMostGrowth);
}

QSize Sidebar::sizeHint() const
{
    return {qRound(m_usualWidth * growth()), QFrame::sizeHint().height()};
}

void Sidebar::setUsualWidth(int width)
{
    m_usualWidth = std::clamp(width, kLeastWidth, kMostWidth);
}

void Sidebar::setShownWidth(int width)
{
    setUsualWidth(qRound(width / growth()));
}

void Sidebar::restyle()
{
    setMinimumWidth(qRound(kLeastWidth * growth()));
    setMaximumWidth(qRound(kMostWidth * growth()));
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
