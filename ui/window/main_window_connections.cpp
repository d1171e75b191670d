// What the window's parts tell each other, and the keys that work in all of it.
#include "app/conversation/chat_controller.h"
#include "app/settings/settings.h"
#include "ui/chat/chat_page.h"
#include "ui/settings/settings_dialog.h"
#include "ui/sidebar/sidebar.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/shade.h"
#include "ui/window/main_window.h"

#include <QAction>
#include <QApplication>

#include <tuple>

namespace ui {

using app::ChatController;

namespace {

constexpr int kWidthStep = 24; // of the side bar, by a key

} // namespace

void MainWindow::addShortcuts()
{
    const auto add = [this](const QString& text, const QKeySequence& keys, auto slot) {
        auto* action = new QAction(text, this);
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
        return action;
    };
    const auto addOfPage = [this, &add](const QString& text, const QKeySequence& keys, auto slot) {
        add(text, keys, [this, slot] {
            uncoverPage();
            slot();
        });
    };
    addOfPage(tr("New conversation"), QKeySequence(Qt::CTRL | Qt::Key_N), [this] {
        m_controller.newConversation();
    });
    addOfPage(tr("Temporary conversation"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N), [this] {
        toggleTemporary();
    });
    add(tr("Settings"), QKeySequence(Qt::CTRL | Qt::Key_Comma), [this] { openSettings(); });
    m_dialogActions << add(
        tr("Keyboard shortcuts"), QKeySequence(Qt::Key_F1), [this] { openShortcuts(); });
    add(tr("Stop the answer"), QKeySequence(Qt::Key_Escape), [this] { escape(); });
    add(tr("Show or hide the side bar"), QKeySequence(Qt::CTRL | Qt::Key_B), [this] {
        setSidebarShown(m_sidebar->isHidden());
    });
    for (const auto& [text, key, by] :
         {std::tuple(tr("Narrower side bar"), Qt::Key_Left, -kWidthStep),
          std::tuple(tr("Wider side bar"), Qt::Key_Right, kWidthStep)})
        add(text, QKeySequence(Qt::ALT | key), [this, by = by] { widenSidebar(by); });
    add(tr("Choose a model"), QKeySequence(Qt::CTRL | Qt::Key_M), [this] { m_model->showMenu(); });
    add(tr("Models"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M), [this] { openModels(); });
    add(tr("Open a model file"), QKeySequence(Qt::CTRL | Qt::Key_O), [this] { chooseModelFile(); });
    add(tr("Rename the conversation"), QKeySequence(Qt::Key_F2), [this] {
        setSidebarShown(true);
        m_sidebar->renameCurrent();
    });
    for (const auto& [text, key, step] :
         {std::tuple(tr("Next conversation"), Qt::Key_Down, 1),
          std::tuple(tr("Previous conversation"), Qt::Key_Up, -1)}) {
        add(text, QKeySequence(Qt::ALT | key), [this, step = step] {
            if (const app::ConversationId id = m_sidebar->neighbour(step))
                open(id);
        });
    }
    addOfPage(tr("Another answer"), QKeySequence(Qt::CTRL | Qt::Key_R), [this] {
        m_page->regenerateLast();
    });
    addOfPage(tr("Copy the last answer"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), [this] {
        m_page->copyLastAnswer();
    });
    addOfPage(tr("Edit your last message"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E), [this] {
        m_page->editLastMessage();
    });
    addOfPage(tr("Attach files"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A), [this] {
        m_page->chooseFiles();
    });
    add(tr("Search all conversations"), QKeySequence(Qt::CTRL | Qt::Key_K), [this] {
        openSearch();
    });
    addOfPage(tr("Find in this conversation"), QKeySequence(Qt::CTRL | Qt::Key_F), [this] {
        m_page->openFind();
    });
    addOfPage(tr("Look inside the answers"), QKeySequence(Qt::CTRL | Qt::Key_L), [this] {
        m_page->setLooking(!m_page->isLooking());
    });
    addOfPage(
        tr("Next uncertain word"), QKeySequence(Qt::Key_F8), [this] { m_page->stepUncertain(1); });
    addOfPage(tr("Previous uncertain word"), QKeySequence(Qt::SHIFT | Qt::Key_F8), [this] {
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
    m_dialogActions << add(
        tr("Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), [] { QCoreApplication::quit(); });
}

void MainWindow::connectParts()
{
    connectSidebar();
    connectConversation();
    connectModel();
}

void MainWindow::connectSidebar()
{
    connect(m_sidebar, &Sidebar::newRequested, &m_controller, &ChatController::newConversation);
    connect(m_newButton, &QToolButton::clicked, &m_controller, &ChatController::newConversation);
    connect(m_sidebar, &Sidebar::openRequested, this, [this](auto id) { open(id); });
    connect(m_sidebar, &Sidebar::newWindowRequested, this, &MainWindow::newWindowRequested);
    connect(m_sidebar, &Sidebar::newRequested, this, &MainWindow::uncoverPage);
    connect(m_sidebar, &Sidebar::openRequested, this, &MainWindow::uncoverPage);
    connect(m_shade, &Shade::clicked, this, &MainWindow::uncoverPage);
    connect(
        m_sidebar, &Sidebar::renameRequested, &m_controller, &ChatController::renameConversation);
    connect(
        m_sidebar, &Sidebar::deleteRequested, &m_controller, &ChatController::deleteConversations);
    connect(m_sidebar, &Sidebar::searchRequested, this, &MainWindow::openSearch);
    connect(m_sidebar, &Sidebar::exportRequested, this, &MainWindow::chooseExport);
    connect(m_sidebar, &Sidebar::printRequested, this, &MainWindow::print);
    connect(m_sidebar, &Sidebar::pinRequested, this, [this](const auto& ids, bool pinned) {
        for (const app::ConversationId id : ids)
            m_controller.setPinned(id, pinned);
    });
    connect(
        m_sidebar, &Sidebar::folderRequested, this, [this](const auto& ids, const auto& folder) {
            for (const app::ConversationId id : ids)
                m_controller.setFolder(id, folder);
        });
    connect(
        m_sidebar, &Sidebar::folderRenameRequested, &m_controller, &ChatController::renameFolder);
    connect(m_sidebar, &Sidebar::tagsRequested, &m_controller, &ChatController::setTags);
    connect(m_sidebar, &Sidebar::toggledHeadingsChanged, this, [this] {
        m_settings.setToggledHeadings(m_sidebar->toggledHeadings());
    });
    connect(m_sidebar, &Sidebar::keptFoldersChanged, this, [this] {
        m_settings.setFolders(m_sidebar->keptFolders());
    });
    connect(&m_settings, &app::Settings::changed, this, [this](app::Settings::Key key) {
        if (key == app::Settings::Key::Folders) // here or in another window
            m_sidebar->setKeptFolders(m_settings.folders());
        else if (key == app::Settings::Key::NewAnswers) // likewise
            m_sidebar->setNewAnswers(m_settings.newAnswers());
    });
    connect(m_sidebar, &Sidebar::archiveRequested, this, &MainWindow::archive);
    connect(m_sidebar, &Sidebar::modelsRequested, this, &MainWindow::openModels);
    connect(m_sidebar, &Sidebar::settingsRequested, this, &MainWindow::openSettings);
    connect(m_sidebar, &Sidebar::helpRequested, this, &MainWindow::openShortcuts);
    connect(m_temporaryButton, &QToolButton::clicked, this, &MainWindow::toggleTemporary);
    connect(
        m_toggle, &QToolButton::clicked, this, [this] { setSidebarShown(m_sidebar->isHidden()); });
}

void MainWindow::archive(const QList<app::ConversationId>& ids, bool archived)
{
    for (const app::ConversationId id : ids)
        m_controller.setArchived(id, archived);
    if (!archived)
        return;
    const auto count = int(ids.size());
    m_page->say(count == 1 ? tr("Conversation archived")
                           : tr("%n conversations archived", nullptr, count),
                tr("Undo"),
                [this, ids] { archive(ids, false); });
}

void MainWindow::connectConversation()
{
    const auto offerUndo = [this](const auto& ids, app::ConversationId shown) {
        for (const app::ConversationId id : ids)
            m_settings.setNewAnswer(id, false);
        const auto count = int(ids.size());
        const QString told = count == 1 ? tr("Moved to the trash")
                                        : tr("%n conversations moved to the trash", nullptr, count);
        m_page->say(told, tr("Undo"), [this, ids, shown] {
            for (const app::ConversationId id : ids)
                m_controller.restoreConversation(id);
            if (ids.contains(shown))
                open(shown);
        });
    };
    connect(&m_controller, &ChatController::conversationsDeleted, this, offerUndo);
    connect(&m_controller, &ChatController::conversationForked, this, [this] {
        m_page->sayOfConversation(tr("This is a copy up to that message; the original stays."));
    });
    connect(&m_controller, &ChatController::importFinished, m_page, &ChatPage::clearError);
    connect(&m_controller, &ChatController::exportFinished, this, [this](const QString& file) {
        m_page->clearError();
        if (m_dialog == nullptr || !m_dialog->isVisible())
            m_page->say(tr("Written to %1").arg(file), {}, {});
    });
    connect(&m_controller, &ChatController::answerEnded, this, [this](const app::Message& answer) {
        const bool isSeen =
            answer.conversation == m_controller.currentConversation() && isVisible();
        if (!isSeen && answer.state != app::MessageState::Stopped &&
            !app::isTemporaryId(answer.conversation))
            m_settings.setNewAnswer(answer.conversation, true);
        if (QApplication::activeWindow() == nullptr)
            QApplication::alert(this); // the answer waited for is there
    });
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
    connect(&m_controller, &ChatController::answeringChanged, this, &MainWindow::showReopening);
    connect(&m_controller, &ChatController::busyChanged, this, [this] { m_mayBeLost.reset(); });
    connect(&m_controller,
            &ChatController::conversationOpened,
            m_sidebar,
            [this](app::ConversationId id) {
                m_sidebar->setCurrent(id);
                m_settings.setNewAnswer(id, false);
                m_temporaryButton->setChecked(m_controller.isTemporary());
                showTitle();
            });
}

void MainWindow::connectModel()
{
    connect(m_model, &ModelButton::modelChosen, this, &MainWindow::openModel);
    connect(m_model, &ModelButton::openFileRequested, this, &MainWindow::chooseModelFile);
    connect(m_model, &ModelButton::modelsRequested, this, &MainWindow::openModels);
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

} // namespace ui
