#include "ui/window/main_window.h"

#include "app/conversation/chat_controller.h"
#include "app/settings/settings.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/chat_view.h"
#include "ui/chat/composer.h"
#include "ui/models/models_dialog.h"
#include "ui/paper/exporters.h"
#include "ui/settings/settings_dialog.h"
#include "ui/sidebar/search_dialog.h"
#include "ui/sidebar/sidebar.h"
#include "ui/theme/metrics.h"
#include "ui/theme/svg_icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/screen_room.h"
#include "ui/widgets/shade.h"
#include "ui/widgets/tab_order.h"

#include <QCloseEvent>
#include <QDropEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMimeData>
#include <QScreen>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

constexpr QSize kSmallSize{560, 520};
constexpr QSize kLeastSize{400, 400};
constexpr int kNarrowWidth = 760; // below it the side bar floats above the conversation
constexpr int kHandleWidth = 5;   // looks like a part of the page
constexpr int kLeastShade = 48;   // beside the side bar that floats

// The state that is kept: one of these, and the side bar's width.
const QByteArray kSidebarShown = QByteArrayLiteral("sidebar ");
const QByteArray kSidebarHidden = QByteArrayLiteral("sidebar hidden ");

// The one folder that a drop brings, which could be a model.
QString droppedFolder(const QMimeData* data)
{
    const QList<QUrl> urls = data->urls();
    if (urls.size() != 1 || !urls[0].isLocalFile())
        return {};
    const QFileInfo file(urls[0].toLocalFile());
    return file.isDir() ? file.absoluteFilePath() : QString();
}

} // namespace

MainWindow::MainWindow(const Theme& theme,
                       app::ChatController& controller,
                       app::Inference& inference,
                       app::Settings& settings,
                       QWidget* parent)
    : QMainWindow(parent)
    , m_theme(theme)
    , m_controller(controller)
    , m_inference(inference)
    , m_settings(settings)
    , m_sidebar(new Sidebar(theme, this))
    , m_shade(new Shade(this))
    , m_splitter(new QSplitter(this))
    , m_page(new ChatPage(theme, controller, inference, settings, this))
    , m_model(new ModelButton(theme, this))
    , m_toggle(new IconButton(
          theme, QStringLiteral("sidebar"), tr("Show or hide the side bar (Ctrl+B)"), this))
    , m_newButton(
          new IconButton(theme, QStringLiteral("new-chat"), tr("New conversation (Ctrl+N)"), this))
    , m_settingsButton(
          new IconButton(theme, QStringLiteral("settings"), tr("Settings (Ctrl+,)"), this))
    , m_lookButton(new IconButton(theme,
                                  QStringLiteral("look-inside"),
                                  tr("Look inside: how certain the model was (Ctrl+L)"),
                                  this))
    , m_temporaryButton(
          new IconButton(theme,
                         QStringLiteral("temporary"),
                         tr("Temporary conversation: nothing is saved (Ctrl+Shift+N)"),
                         this))
{
    showTitle();
    setWindowIcon(applicationIcon());
    setAcceptDrops(true);
    addExporters(m_controller);
    buildLayout();
    addShortcuts();
    connectParts();
    restoreState();
    showModelState(inference.modelState());
    m_page->focusComposer();
}

QWidget* MainWindow::buildTopBar()
{
    auto* bar = new QWidget(this);
    bar->setObjectName(QStringLiteral("topBar"));
    auto* about = new IconButton(m_theme, QStringLiteral("info"), tr("About Fireside"), bar);
    m_settingsButton->setObjectName(QStringLiteral("topSettingsButton"));
    about->setObjectName(QStringLiteral("aboutButton"));
    m_toggle->setObjectName(QStringLiteral("sidebarButton"));
    m_lookButton->setObjectName(QStringLiteral("lookButton"));
    m_lookButton->setCheckable(true);
    m_temporaryButton->setObjectName(QStringLiteral("temporaryButton"));
    m_temporaryButton->setCheckable(true);
    connect(m_lookButton, &QToolButton::toggled, m_page, &ChatPage::setLooking);
    connect(m_page, &ChatPage::lookingChanged, m_lookButton, &QToolButton::setChecked);
    connect(m_settingsButton, &QToolButton::clicked, this, &MainWindow::openSettings);
    connect(about, &QToolButton::clicked, this, &MainWindow::openAbout);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(kSpaceM, kSpaceS, kSpaceM, kSpaceS);
    layout->setSpacing(kSpaceXs);
    layout->addWidget(m_toggle);
    layout->addWidget(m_newButton);
    layout->addWidget(m_model);
    layout->addStretch(1);
    layout->addWidget(m_temporaryButton);
    layout->addWidget(m_lookButton);
    layout->addWidget(about);
    layout->addWidget(m_settingsButton);
    return bar;
}

void MainWindow::buildLayout()
{
    auto* centre = new QWidget(this);
    auto* page = new QWidget(centre);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildTopBar());
    column->addWidget(m_page, 1);
    page->setMinimumWidth(kLeastSize.width());
    m_splitter->setHandleWidth(kHandleWidth);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_sidebar);
    m_splitter->addWidget(page);
    m_splitter->setStretchFactor(1, 1);
    QSplitterHandle* handle = m_splitter->handle(1);
    handle->setToolTip(tr("Width of the side bar (Alt+Left, Alt+Right)"));
    handle->setAccessibleName(handle->toolTip());
    auto* row = new QHBoxLayout(centre);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_splitter);
    m_shade->setParent(centre);
    setCentralWidget(centre);
    setMinimumSize(kLeastSize);
    connect(m_splitter, &QSplitter::splitterMoved, m_sidebar, &Sidebar::setShownWidth);
    connect(&m_theme, &Theme::changed, this, &MainWindow::fitSidebar);
}

void MainWindow::restoreState()
{
    const QByteArray geometry = m_settings.windowGeometry();
    if (geometry.isEmpty() || !restoreGeometry(geometry))
        resize(QSize(1120, 760).boundedTo(screenRoom(*this)));
    const QByteArray state = m_settings.windowState();
    m_sidebarWanted = !state.startsWith(kSidebarHidden.trimmed());
    if (const int width = state.mid(state.lastIndexOf(' ') + 1).toInt(); width > 0)
        m_sidebar->setUsualWidth(width);
    m_sidebar->setToggledHeadings(m_settings.toggledHeadings());
    m_sidebar->setKeptFolders(m_settings.folders());
    m_sidebar->setNewAnswers(m_settings.newAnswers());
    m_narrow = width() < kNarrowWidth;
    arrangeSidebar();
}

void MainWindow::setSidebarShown(bool shown)
{
    if (!m_narrow)
        m_sidebarWanted = shown;
    m_sidebar->setVisible(shown);
    m_shade->setVisible(shown && m_narrow);
    // What the side bar offers is not offered twice.
    m_newButton->setVisible(!shown || m_narrow);
    m_settingsButton->setVisible(!shown || m_narrow);
    if (m_narrow && shown) {
        m_shade->setGeometry(centralWidget()->rect());
        fitSidebar();
        m_shade->raise();
        m_sidebar->raise();
        m_sidebar->setFocus();
    } else if (m_narrow) {
        m_page->focusComposer();
    }
}

// To the width that is wished for, as far as there is room.
void MainWindow::fitSidebar()
{
    const int wished = m_sidebar->sizeHint().width();
    if (m_narrow)
        m_sidebar->setGeometry(
            0, 0, std::min(wished, width() - kLeastShade), centralWidget()->height());
    else
        m_splitter->setSizes({wished, width() - wished - kHandleWidth});
}

// As dragging does it.
void MainWindow::widenSidebar(int by)
{
    if (m_sidebar->isHidden())
        return;
    m_sidebar->setShownWidth(m_sidebar->width() + by);
    fitSidebar();
}

bool MainWindow::isSidebarFloating() const
{
    return m_narrow && !m_sidebar->isHidden();
}

void MainWindow::uncoverPage()
{
    if (isSidebarFloating())
        setSidebarShown(false);
}

void MainWindow::arrangeSidebar()
{
    if (m_narrow)
        m_sidebar->setParent(centralWidget());
    else
        m_splitter->insertWidget(0, m_sidebar);
    setSidebarShown(!m_narrow && m_sidebarWanted);
    fitSidebar();
}

// What was answered while it was closed.
void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    m_settings.setNewAnswer(m_controller.currentConversation(), false);
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    const bool narrow = width() < kNarrowWidth;
    if (narrow != m_narrow) {
        m_narrow = narrow;
        arrangeSidebar();
    } else if (isSidebarFloating()) {
        setSidebarShown(true);
    } else {
        fitSidebar();
    }
}

// Chips, strips and messages were made after what stands below them.
bool MainWindow::focusNextPrevChild(bool next)
{
    const QWidget* now = focusWidget();
    if (now != nullptr && (!now->isVisible() || !now->isEnabled()))
        return QMainWindow::focusNextPrevChild(next); // it goes, and no key was pressed
    setTabOrderAsLaidOut({m_sidebar, centralWidget()});
    m_page->view().orderFocus();
    const bool hasMoved = QMainWindow::focusNextPrevChild(next);
    m_page->view().showFocused();
    return hasMoved;
}

void MainWindow::escape()
{
    if (isSidebarFloating())
        return setSidebarShown(false);
    if (m_page->dismissContext() || m_page->dismissModelChange() || m_page->dismissWaiting() ||
        m_page->dismissComparison() || m_page->dismissFind())
        return;
    if (m_isSmall && !m_controller.isBusy())
        leaveSmall();
    else
        m_controller.stop();
}

// What is written there, or asked and answered, is kept nowhere: it is left only when asked for
// twice.
void MainWindow::leaveSmall()
{
    const QString written = m_page->composer().message();
    const bool wasAsked = m_controller.isTemporary() && m_controller.currentConversation() != 0;
    if (!written.isEmpty() && m_mayBeLost != written) {
        m_mayBeLost = written;
        m_page->say(tr("What you wrote is not sent. Esc again closes the window."), {}, {});
    } else if (wasAsked && !m_mayBeLost) {
        m_mayBeLost = written;
        m_page->say(tr("This answer is not kept. Esc again closes the window."),
                    tr("Keep it"),
                    [this] { m_controller.keepTemporaryConversation(); });
    } else {
        close();
    }
}

void MainWindow::toggleTemporary()
{
    if (m_controller.currentConversation() == 0) // what is being written is meant for either
        m_page->takeDraftAlong();
    if (m_controller.isTemporary())
        m_controller.newConversation();
    else
        m_controller.newTemporaryConversation();
}

void MainWindow::showModelState(app::ModelState state)
{
    m_model->setState(state, m_inference.modelInfo());
    showReopening();
}

void MainWindow::showReopening()
{
    if (m_dialog != nullptr)
        m_dialog->setModel(
            m_inference.modelState(), m_inference.modelInfo(), !m_controller.answering().isEmpty());
}

// The desktop's list of windows tells one conversation from another by it.
void MainWindow::showTitle()
{
    QString title = m_controller.isTemporary() ? tr("Temporary conversation") : QString();
    for (const app::ConversationSummary& conversation : m_conversations) {
        if (conversation.id == m_controller.currentConversation())
            title = conversation.title.simplified();
    }
    setWindowTitle(title.isEmpty() ? tr("Fireside") : tr("%1 – Fireside").arg(title));
}

void MainWindow::setKnownModels(const QList<KnownModel>& models)
{
    m_knownModels = models;
    m_model->setKnownModels(models);
    m_page->setKnownModels(models);
    if (m_modelsDialog != nullptr)
        m_modelsDialog->setModels(models);
}

void MainWindow::showModelLoading(const QString& path)
{
    m_model->setLoadingPath(path);
}

void MainWindow::setShortcutState(const app::ShortcutState& state)
{
    m_shortcut = state;
    if (m_dialog != nullptr)
        m_dialog->setShortcutState(state);
}

void MainWindow::setEndpointState(const QString& url, const QString& error)
{
    m_endpointUrl = url;
    m_endpointError = error;
    if (m_dialog != nullptr)
        m_dialog->setEndpointState(url, error);
    if (!error.isEmpty() && (m_dialog == nullptr || !m_dialog->isVisible()))
        showError(error);
}

void MainWindow::showError(const QString& message)
{
    m_page->showError(message);
}

void MainWindow::openModel(const QString& path)
{
    m_page->openModel(path);
}

void MainWindow::bringToFront()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::showConversation(app::ConversationId id, app::MessageId message)
{
    bringToFront();
    m_page->focusComposer();
    // A temporary one is open still, or gone.
    if (message != 0)
        m_controller.openMessage(id, message);
    else if (id != m_controller.currentConversation() && !app::isTemporaryId(id))
        m_controller.openConversation(id);
}

void MainWindow::makeSmall()
{
    m_isSmall = true;
    setWindowState(windowState() & ~(Qt::WindowMaximized | Qt::WindowFullScreen));
    resize(kSmallSize);
    const QScreen* screen = QGuiApplication::screenAt(QCursor::pos());
    QRect place({}, kSmallSize);
    place.moveCenter((screen != nullptr ? screen : this->screen())->availableGeometry().center());
    move(place.topLeft());
}

void MainWindow::setElsewhere(Elsewhere elsewhere)
{
    m_elsewhere = std::move(elsewhere);
}

void MainWindow::setAnswering(const QList<app::ConversationId>& conversations)
{
    m_sidebar->setAnswering(conversations);
}

void MainWindow::open(app::ConversationId id, app::MessageId message)
{
    if (m_elsewhere && m_elsewhere(id, message))
        m_sidebar->markCurrent(); // this window stays as it was
    else if (message == 0 && id == m_controller.currentConversation())
        m_page->focusComposer();
    else if (message == 0)
        m_controller.openConversation(id);
    else
        m_controller.openMessage(id, message);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_isSmall) {
        m_settings.setWindowGeometry(saveGeometry());
        m_settings.setWindowState((m_sidebarWanted ? kSidebarShown : kSidebarHidden) +
                                  QByteArray::number(m_sidebar->usualWidth()));
    }
    m_page->stopReading();
    event->accept();
    emit closed();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QString folder = droppedFolder(event->mimeData());
    if (!folder.isEmpty()) {
        openModel(folder);
        return;
    }
    QStringList files;
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            files << url.toLocalFile();
    }
    m_page->attach(files);
}

} // namespace ui
