#include "app/main/windows.h"

#include "app/conversation/chat_controller.h"
#include "app/conversation/title_maker.h"
#include "app/platform/notifier.h"
#include "app/settings/settings.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"
#include "ui/window/answer_alerts.h"
#include "ui/window/main_window.h"

#include <QEvent>
#include <QTimer>

#include <algorithm>
#include <iterator>

namespace app {

namespace {

constexpr QPoint kNextToIt{32, 32}; // so that a new window does not hide the one before

} // namespace

struct Windows::Entry
{
    explicit Entry(const Windows& windows)
        : controller(windows.m_store, windows.m_inference, windows.m_settings)
        , titles(controller, windows.m_store, windows.m_inference, windows.m_settings)
        , alerts(controller, windows.m_settings, windows.m_notifier)
    {
    }

    ChatController controller;
    TitleMaker titles;
    ui::AnswerAlerts alerts;
    std::unique_ptr<ui::MainWindow> window;
    bool isClosed = false;
};

Windows::Windows(const ui::Theme& theme,
                 ChatStore& store,
                 Inference& inference,
                 Settings& settings,
                 Notifier& notifier,
                 Voice& voice,
                 SpellChecker& spelling,
                 QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_store(store)
    , m_inference(inference)
    , m_settings(settings)
    , m_notifier(notifier)
    , m_reader(voice)
    , m_spelling(spelling)
    , m_drafts(store)
{
    connect(&m_notifier, &Notifier::activated, this, &Windows::showConversation);
}

Windows::~Windows()
{
    const auto entries = std::move(m_entries); // a window that goes may activate the next one
    m_entries.clear();
}

ui::MainWindow& Windows::add()
{
    const bool isFirst = m_entries.empty();
    Entry& entry = *m_entries.emplace_back(std::make_unique<Entry>(*this));
    makeWindow(entry);
    showAnswering();
    entry.controller.start(isFirst ? ChatController::Begin::Last : ChatController::Begin::Empty);
    return *entry.window;
}

void Windows::makeWindow(Entry& entry)
{
    entry.window =
        std::make_unique<ui::MainWindow>(m_theme, entry.controller, m_inference, m_settings);
    ui::MainWindow& window = *entry.window;
    window.chatPage().setReadAloud(m_reader);
    window.chatPage().setSpelling(m_spelling);
    window.chatPage().setDrafts(m_drafts);
    window.setKnownModels(m_models);
    window.setEndpointState(m_endpointUrl, m_endpointError);
    window.setShortcutState(m_shortcut);
    window.setElsewhere([this, &entry](ConversationId id, MessageId message) {
        return showElsewhere(entry, id, message);
    });
    window.installEventFilter(this);
    // After the window's own, which knows of its own answers alone.
    connect(
        &entry.controller, &ChatController::answeringChanged, &window, [this] { showAnswering(); });
    connect(&window, &ui::MainWindow::modelChosen, this, &Windows::modelChosen);
    connect(&window, &ui::MainWindow::modelBesideChosen, this, &Windows::modelBesideChosen);
    connect(&window, &ui::MainWindow::modelFilesChanged, this, &Windows::modelFilesChanged);
    connect(&window, &ui::MainWindow::newWindowRequested, this, &Windows::addWith);
    connect(&window, &ui::MainWindow::closed, this, [this, &entry] {
        entry.isClosed = true;
        QTimer::singleShot(0, this, &Windows::removeClosed); // it is the sender
    });
}

void Windows::addWith(ConversationId id)
{
    const QPoint before = front().pos();
    if (Entry* holder = holderOf(id)) {
        // It moves over: what is shown in one window is not also in another.
        if (id == holder->controller.currentConversation() &&
            !holder->controller.answering().contains(id))
            holder->controller.newConversation();
        else
            return show(*holder, id, 0);
    }
    ui::MainWindow& window = add();
    window.move(before + kNextToIt);
    window.show();
    if (id != 0)
        window.showConversation(id);
}

void Windows::ask()
{
    const auto isUnused = [](const auto& entry) {
        return isOpenSmall(*entry) && entry->controller.isTemporary() &&
               entry->controller.currentConversation() == 0 && !entry->controller.isBusy();
    };
    const auto unused = std::find_if(m_entries.begin(), m_entries.end(), isUnused);
    if (unused != m_entries.end())
        return (*unused)->window->bringToFront();
    const auto others = std::count_if(
        m_entries.begin(), m_entries.end(), [](const auto& entry) { return isOpenSmall(*entry); });
    ui::MainWindow& window = add();
    m_entries.back()->controller.newTemporaryConversation();
    window.makeSmall();
    window.move(window.pos() + int(others) * kNextToIt);
    window.bringToFront();
}

bool Windows::isOpenSmall(const Entry& entry)
{
    return entry.window->isSmall() && !entry.isClosed;
}

Windows::Entry* Windows::holderOf(ConversationId id)
{
    const auto holder = std::find_if(m_entries.begin(), m_entries.end(), [id](const auto& entry) {
        return entry->controller.holds(id);
    });
    return holder == m_entries.end() ? nullptr : holder->get();
}

bool Windows::showElsewhere(const Entry& asking, ConversationId id, MessageId message)
{
    Entry* holder = holderOf(id);
    if (holder == nullptr || holder == &asking)
        return false;
    show(*holder, id, message);
    return true;
}

void Windows::show(Entry& entry, ConversationId id, MessageId message)
{
    entry.isClosed = false;
    entry.window->showConversation(id, message);
}

void Windows::showConversation(ConversationId id)
{
    if (Entry* holder = holderOf(id))
        show(*holder, id, 0);
    else
        show(frontEntry(), id, 0);
}

void Windows::bringToFront()
{
    Entry* entry = lastFull();
    if (entry == nullptr) {
        add().bringToFront();
        return;
    }
    entry->isClosed = false;
    entry->window->bringToFront();
}

// Without those for one question: an open one before one that is closed. Null where there is none.
Windows::Entry* Windows::lastFull()
{
    Entry* last = nullptr;
    for (const auto& entry : m_entries) {
        if (!entry->window->isSmall() && (last == nullptr || last->isClosed || !entry->isClosed))
            last = entry.get();
    }
    return last;
}

Windows::Entry& Windows::frontEntry()
{
    const auto last = std::find_if(
        m_entries.rbegin(), m_entries.rend(), [](const auto& entry) { return !entry->isClosed; });
    if (last != m_entries.rend())
        return **last;
    Entry* full = lastFull();
    return full != nullptr ? *full : *m_entries.back();
}

ui::MainWindow& Windows::front()
{
    return *frontEntry().window;
}

int Windows::count() const
{
    return static_cast<int>(std::count_if(
        m_entries.begin(), m_entries.end(), [](const auto& entry) { return !entry->isClosed; }));
}

bool Windows::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::WindowActivate)
        noteUse(watched);
    return QObject::eventFilter(watched, event);
}

void Windows::noteUse(const QObject* window)
{
    const auto entry = std::find_if(m_entries.begin(), m_entries.end(), [window](const auto& e) {
        return e->window.get() == window;
    });
    if (entry != m_entries.end())
        std::rotate(entry, entry + 1, m_entries.end());
}

void Windows::showAnswering()
{
    QList<ConversationId> all;
    for (const auto& entry : m_entries)
        all += entry->controller.answering();
    for (const auto& entry : m_entries)
        entry->window->setAnswering(all);
    QTimer::singleShot(0, this, &Windows::removeClosed); // the sender may be of a closed one
}

// The last one stays: the program ends with it, or shows it again.
void Windows::removeClosed()
{
    const Entry* kept = lastFull();
    if (kept == nullptr && count() == 0)
        return;
    const auto done =
        std::stable_partition(m_entries.begin(), m_entries.end(), [kept](const auto& e) {
            return !e->isClosed || e.get() == kept || !e->controller.answering().isEmpty();
        });
    const std::vector<std::unique_ptr<Entry>> removed(std::make_move_iterator(done),
                                                      std::make_move_iterator(m_entries.end()));
    m_entries.erase(done, m_entries.end());
}

void Windows::remake()
{
    std::vector<Entry*> entries; // showing a window changes their order
    for (const auto& entry : m_entries)
        entries.push_back(entry.get());
    for (Entry* entry : entries) {
        const std::unique_ptr<ui::MainWindow> former = std::move(entry->window);
        const QString written = former->chatPage().composer().message();
        former->chatPage().leaveDraft();
        const QByteArray geometry = former->saveGeometry();
        if (!former->isSmall())
            m_settings.setWindowGeometry(geometry);
        makeWindow(*entry);
        if (former->isSmall())
            entry->window->makeSmall();
        entry->window->restoreGeometry(geometry);
        entry->controller.requestConversations();
        entry->controller.showAgain();
        ui::Composer& composer = entry->window->chatPage().composer();
        if (composer.message().isEmpty()) // what belongs to no stored conversation
            composer.setMessage(written);
        if (!entry->isClosed)
            entry->window->show();
    }
    noteUse(entries.back()->window.get()); // as before; the desktop tells later
    showAnswering();
}

void Windows::setKnownModels(const QList<ui::KnownModel>& models)
{
    m_models = models;
    for (const auto& entry : m_entries)
        entry->window->setKnownModels(models);
}

void Windows::setEndpointState(const QString& url, const QString& error)
{
    m_endpointUrl = url;
    m_endpointError = error;
    for (const auto& entry : m_entries)
        entry->window->setEndpointState(url, error);
}

void Windows::setShortcutState(const ShortcutState& state)
{
    m_shortcut = state;
    for (const auto& entry : m_entries)
        entry->window->setShortcutState(state);
}

void Windows::showModelLoading(const QString& path)
{
    for (const auto& entry : m_entries)
        entry->window->showModelLoading(path);
}

} // namespace app
