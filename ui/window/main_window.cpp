#include "ui/window/main_window.h"

#include "app/conversation/chat_controller.h"
#include "app/settings/settings.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"
#include "ui/paper/exporters.h"
#include "ui/settings/settings_dialog.h"
#include "ui/sidebar/search_dialog.h"
#include "ui/sidebar/sidebar.h"
#include "ui/theme/metrics.h"
#include "ui/theme/svg_icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/shade.h"
#include "ui/widgets/tab_order.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDropEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMimeData>
#include <QScreen>
#include <QVBoxLayout>

#include <utility>

namespace ui {

namespace {

constexpr QSize kSmallSize{560, 520};
constexpr int kNarrowWidth = 760; // below it the side bar floats above the conversation

const QByteArray kSidebarHidden = QByteArrayLiteral("sidebar hidden");

// The one local path that a drop brings, if it could be a model.
QString droppedModel(const QMimeData* data)
{
    const QList<QUrl> urls = data->urls();
    if (urls.size() != 1 || !urls[0].isLocalFile())
        return {};
    const QFileInfo file(urls[0].toLocalFile());
    const bool model =
        file.isDir() || file.suffix().compare(QLatin1String("gguf"), Qt::CaseInsensitive) == 0;
    return model ? file.absoluteFilePath() : QString();
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
    setTabOrderAsLaidOut({m_sidebar, centralWidget()});
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
    m_row = new QHBoxLayout(centre);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(0);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildTopBar());
    column->addWidget(m_page, 1);
    m_row->addWidget(m_sidebar);
    m_row->addLayout(column, 1);
    m_shade->setParent(centre);
    setCentralWidget(centre);
    setMinimumSize(400, 400);
}

void MainWindow::addShortcuts()
{
    const auto add = [this](const QString& text, const QKeySequence& keys, auto slot) {
        auto* action = new QAction(text, this);
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
    };
    add(tr("New conversation"), QKeySequence(Qt::CTRL | Qt::Key_N), [this] {
        m_controller.newConversation();
    });
    add(tr("Temporary conversation"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N), [this] {
        toggleTemporary();
    });
    add(tr("Settings"), QKeySequence(Qt::CTRL | Qt::Key_Comma), [this] { openSettings(); });
    add(tr("Keyboard shortcuts"), QKeySequence(Qt::Key_F1), [this] { openShortcuts(); });
    add(tr("Stop the answer"), QKeySequence(Qt::Key_Escape), [this] { escape(); });
    add(tr("Show or hide the side bar"), QKeySequence(Qt::CTRL | Qt::Key_B), [this] {
        setSidebarShown(m_sidebar->isHidden());
    });
    add(tr("Choose a model"), QKeySequence(Qt::CTRL | Qt::Key_M), [this] { m_model->showMenu(); });
    add(tr("Open a model file"), QKeySequence(Qt::CTRL | Qt::Key_O), [this] { chooseModelFile(); });
    add(tr("Rename the conversation"), QKeySequence(Qt::Key_F2), [this] {
        setSidebarShown(true);
        m_sidebar->renameCurrent();
    });
    add(tr("Search all conversations"), QKeySequence(Qt::CTRL | Qt::Key_K), [this] {
        openSearch();
    });
    add(tr("Find in this conversation"), QKeySequence(Qt::CTRL | Qt::Key_F), [this] {
        m_page->openFind();
    });
    add(tr("Look inside the answers"), QKeySequence(Qt::CTRL | Qt::Key_L), [this] {
        m_page->setLooking(!m_page->isLooking());
    });
    add(tr("Next uncertain word"), QKeySequence(Qt::Key_F8), [this] { m_page->stepUncertain(1); });
    add(tr("Previous uncertain word"), QKeySequence(Qt::SHIFT | Qt::Key_F8), [this] {
        m_page->stepUncertain(-1);
    });
    add(tr("Print the conversation"), QKeySequence(Qt::CTRL | Qt::Key_P), [this] {
        print(m_controller.currentConversation());
    });
    add(tr("Larger text"), QKeySequence(Qt::CTRL | Qt::Key_Plus), [this] {
        m_settings.stepTextSize(1);
    });
    add(tr("Smaller text"), QKeySequence(Qt::CTRL | Qt::Key_Minus), [this] {
        m_settings.stepTextSize(-1);
    });
    add(tr("Text in the desktop's size"), QKeySequence(Qt::CTRL | Qt::Key_0), [this] {
        m_settings.setTextSizePercent(100);
    });
    add(tr("New window"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_N), [this] {
        emit newWindowRequested(0);
    });
    add(tr("Close the window"), QKeySequence(Qt::CTRL | Qt::Key_W), [this] { close(); });
    add(tr("Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), [] { QCoreApplication::quit(); });
}

void MainWindow::connectParts()
{
    using app::ChatController;
    connect(m_sidebar, &Sidebar::newRequested, &m_controller, &ChatController::newConversation);
    connect(m_newButton, &QToolButton::clicked, &m_controller, &ChatController::newConversation);
    connect(m_sidebar, &Sidebar::openRequested, this, [this](auto id) { open(id); });
    connect(m_sidebar, &Sidebar::newWindowRequested, this, &MainWindow::newWindowRequested);
    const auto leave = [this] {
        if (isSidebarFloating())
            setSidebarShown(false);
    };
    connect(m_sidebar, &Sidebar::newRequested, this, leave);
    connect(m_sidebar, &Sidebar::openRequested, this, leave);
    connect(m_shade, &Shade::clicked, this, leave);
    connect(
        m_sidebar, &Sidebar::renameRequested, &m_controller, &ChatController::renameConversation);
    connect(m_sidebar, &Sidebar::deleteRequested, this, [this](app::ConversationId id) {
        if (id == m_controller.currentConversation())
            m_deletedHere = id;
        m_controller.deleteConversation(id);
    });
    connect(
        &m_controller, &ChatController::conversationDeleted, this, [this](app::ConversationId id) {
            m_page->say(tr("Moved to the trash"), tr("Undo"), [this, id] {
                m_controller.restoreConversation(id);
                if (id == m_deletedHere)
                    open(id);
            });
        });
    connect(&m_controller, &ChatController::conversationForked, this, [this] {
        m_page->say(tr("This is a copy up to that message; the original stays."), {}, {});
    });
    connect(m_sidebar, &Sidebar::searchRequested, this, &MainWindow::openSearch);
    connect(m_sidebar, &Sidebar::exportRequested, this, &MainWindow::chooseExport);
    connect(m_sidebar, &Sidebar::printRequested, this, &MainWindow::print);
    connect(&m_controller, &ChatController::importFinished, m_page, &ChatPage::clearError);
    connect(&m_controller, &ChatController::exportFinished, this, [this](const QString& file) {
        m_page->clearError();
        if (m_dialog == nullptr || !m_dialog->isVisible())
            m_page->say(tr("Written to %1").arg(file), {}, {});
    });
    connect(m_sidebar, &Sidebar::pinRequested, &m_controller, &ChatController::setPinned);
    connect(m_sidebar, &Sidebar::folderRequested, &m_controller, &ChatController::setFolder);
    connect(
        m_sidebar, &Sidebar::folderRenameRequested, &m_controller, &ChatController::renameFolder);
    connect(m_sidebar, &Sidebar::tagsRequested, &m_controller, &ChatController::setTags);
    connect(m_sidebar, &Sidebar::toggledHeadingsChanged, this, [this] {
        m_settings.setToggledHeadings(m_sidebar->toggledHeadings());
    });
    connect(
        m_sidebar, &Sidebar::archiveRequested, this, [this](app::ConversationId id, bool archived) {
            m_controller.setArchived(id, archived);
            if (archived)
                m_page->say(tr("Conversation archived"), tr("Undo"), [this, id] {
                    m_controller.setArchived(id, false);
                });
        });
    connect(&m_controller, &ChatController::answerEnded, this, [this] {
        if (QApplication::activeWindow() == nullptr)
            QApplication::alert(this); // the answer waited for is there
    });
    connect(m_sidebar, &Sidebar::settingsRequested, this, &MainWindow::openSettings);
    connect(m_sidebar, &Sidebar::helpRequested, this, &MainWindow::openShortcuts);
    connect(&m_controller,
            &ChatController::conversationsChanged,
            this,
            [this](const auto& conversations) {
                m_conversations = conversations;
                m_sidebar->setConversations(conversations);
                m_sidebar->setCurrent(
                    m_controller.currentConversation()); // a new one may just have got its id
                showTitle();
            });
    connect(&m_controller, &ChatController::answeringChanged, this, &MainWindow::setAnswering);
    connect(&m_controller,
            &ChatController::conversationOpened,
            m_sidebar,
            [this](app::ConversationId id) {
                m_sidebar->setCurrent(id);
                m_temporaryButton->setChecked(m_controller.isTemporary());
                showTitle();
            });
    connect(m_temporaryButton, &QToolButton::clicked, this, &MainWindow::toggleTemporary);
    connect(
        m_toggle, &QToolButton::clicked, this, [this] { setSidebarShown(m_sidebar->isHidden()); });
    connect(m_model, &ModelButton::modelChosen, this, &MainWindow::openModel);
    connect(m_model, &ModelButton::openFileRequested, this, &MainWindow::chooseModelFile);
    connect(m_model, &ModelButton::openFolderRequested, this, &MainWindow::chooseModelFolder);
    connect(m_model, &ModelButton::stopLoadingRequested, &m_inference, &app::Inference::cancelLoad);
    connect(&m_inference,
            &app::Inference::loadProgress,
            m_model,
            &ModelButton::setLoadProgress,
            Qt::QueuedConnection);
    connect(m_page, &ChatPage::openModelRequested, this, &MainWindow::chooseModelFile);
    connect(m_page, &ChatPage::openFolderRequested, this, &MainWindow::chooseModelFolder);
    connect(m_page, &ChatPage::modelRequested, this, &MainWindow::modelChosen);
    connect(m_page, &ChatPage::modelBesideRequested, this, &MainWindow::modelBesideChosen);
    connect(m_model, &ModelButton::comparisonRequested, m_page, &ChatPage::compareNext);
    connect(
        &m_inference,
        &app::Inference::modelStateChanged,
        this,
        [this](app::ModelState state) { showModelState(state); },
        Qt::QueuedConnection);
}

void MainWindow::restoreState()
{
    const QByteArray geometry = m_settings.windowGeometry();
    if (geometry.isEmpty() || !restoreGeometry(geometry))
        resize(1120, 760);
    m_sidebarWanted = m_settings.windowState() != kSidebarHidden;
    m_sidebar->setToggledHeadings(m_settings.toggledHeadings());
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
        m_sidebar->setGeometry(0, 0, m_sidebar->width(), centralWidget()->height());
        m_shade->raise();
        m_sidebar->raise();
        m_sidebar->setFocus();
    } else if (m_narrow) {
        m_page->focusComposer();
    }
}

bool MainWindow::isSidebarFloating() const
{
    return m_narrow && !m_sidebar->isHidden();
}

void MainWindow::arrangeSidebar()
{
    if (m_narrow)
        m_row->removeWidget(m_sidebar);
    else
        m_row->insertWidget(0, m_sidebar);
    setSidebarShown(!m_narrow && m_sidebarWanted);
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
    }
}

void MainWindow::escape()
{
    if (isSidebarFloating())
        return setSidebarShown(false);
    if (m_page->dismissContext() || m_page->dismissModelChange() || m_page->dismissWaiting() ||
        m_page->dismissComparison())
        return;
    if (m_isSmall && !m_controller.isBusy())
        leaveSmall();
    else
        m_controller.stop();
}

// What is written there and not sent is kept nowhere: it is left only when asked for twice.
void MainWindow::leaveSmall()
{
    const QString written = m_page->composer().message();
    if (written.isEmpty() || written == std::exchange(m_mayBeLost, written))
        close();
    else
        m_page->say(tr("What you wrote is not sent. Esc again closes the window."), {}, {});
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
    m_model->setKnownModels(models);
    m_page->setKnownModels(models);
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
        m_sidebar->setCurrent(m_controller.currentConversation()); // this window stays as it was
    else if (message == 0)
        m_controller.openConversation(id);
    else
        m_controller.openMessage(id, message);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_isSmall) {
        m_settings.setWindowGeometry(saveGeometry());
        m_settings.setWindowState(m_sidebarWanted ? QByteArray() : kSidebarHidden);
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
    const QString model = droppedModel(event->mimeData());
    if (!model.isEmpty()) {
        openModel(model);
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
