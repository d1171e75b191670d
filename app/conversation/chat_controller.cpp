#include "app/conversation/chat_controller.h"

#include "app/chats/chat_store.h"
#include "app/inference/inference.h"

#include <algorithm>
#include <utility>

namespace app {

namespace {

bool sameMessages(const QList<Message>& a, const QList<Message>& b)
{
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(), [](const Message& left, const Message& right) {
            return left.id == right.id;
        });
}

} // namespace

ChatController::ChatController(ChatStore& store,
                               Inference& inference,
                               Settings& settings,
                               QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_inference(inference)
    , m_settings(settings)
    , m_summariser(inference)
{
    m_counting.setMaxThreadCount(1);
    m_files.setMaxThreadCount(1);
    addOwnExporters();
    connect(&m_store, &ChatStore::listChanged, this, &ChatController::conversationsChanged);
    connect(&m_store, &ChatStore::conversationDeleted, this, &ChatController::leaveConversation);
    connect(&m_store, &ChatStore::storeFailed, this, &ChatController::savingFailed);
    connect(&m_store, &ChatStore::storeRecovered, this, &ChatController::savingRecovered);
    connect(&m_store, &ChatStore::storeNoticed, this, &ChatController::errorOccurred);
    connect(&m_inference,
            &Inference::prefillProgress,
            this,
            &ChatController::onPrefillProgress,
            Qt::QueuedConnection);
    connect(&m_inference,
            &Inference::textAppended,
            this,
            &ChatController::onTextAppended,
            Qt::QueuedConnection);
    connect(&m_inference,
            &Inference::tokensScored,
            this,
            &ChatController::onScored,
            Qt::QueuedConnection);
    connect(&m_inference,
            &Inference::receiptIssued,
            this,
            &ChatController::onReceipt,
            Qt::QueuedConnection);
    connect(&m_inference,
            &Inference::finished,
            this,
            &ChatController::onFinished,
            Qt::QueuedConnection);
    connect(
        &m_inference, &Inference::failed, this, &ChatController::onFailed, Qt::QueuedConnection);
}

ChatController::~ChatController()
{
    leaveTemporary();
    m_counting.waitForDone();
    for (Turn& turn : m_turns) {
        cancelRuns(turn);
        for (Run& run : turn.runs) {
            if (run.answer.id == 0)
                continue;
            run.answer.state = MessageState::Stopped;
            m_store.finishMessage(run.answer);
            keepOdds(run);
        }
    }
}

void ChatController::start(Begin begin)
{
    if (begin == Begin::Empty)
        newConversation();
    m_store.conversations(
        this, [this, begin](const core::Result<QList<ConversationSummary>>& list) {
            if (!list) {
                emit errorOccurred(QString::fromStdString(list.error().message));
                return;
            }
            emit conversationsChanged(*list);
            if (begin == Begin::Empty || m_current != 0 || isBusy())
                return; // someone was quicker than the disk: what they wrote stays in view
            if (list->isEmpty())
                newConversation();
            else
                openConversation(list->first().id);
        });
}

ConversationId ChatController::currentConversation() const
{
    return m_current;
}

bool ChatController::holds(ConversationId id) const
{
    return id > 0 && (id == m_current || m_turns.contains(id));
}

bool ChatController::isBusy() const
{
    return m_turns.contains(currentKey());
}

bool ChatController::isTemporary() const
{
    return isTemporaryId(m_current) || (m_current == 0 && m_draftIsTemporary);
}

QString ChatController::systemPrompt() const
{
    return m_systemPrompt;
}

void ChatController::leaveTemporary()
{
    if (!isTemporary())
        return;
    const QList<Run> runs = m_turns.value(currentKey()).runs;
    forgetTurn(currentKey());
    QList<MessageId> unfinished;
    for (const Run& run : runs)
        unfinished.append(run.answer.id);
    m_store.forgetTemporary(m_current, unfinished);
    m_draftIsTemporary = false;
    m_current = 0;
}

void ChatController::newConversation()
{
    leaveTemporary();
    ++m_opening;
    --m_draft;
    m_openPending = false;
    m_endedMeanwhile.clear();
    show({});
}

void ChatController::newTemporaryConversation()
{
    leaveTemporary();
    ++m_opening;
    --m_draft;
    m_openPending = false;
    m_endedMeanwhile.clear();
    show({}, /*isTemporaryDraft=*/true);
}

void ChatController::openConversation(ConversationId id)
{
    if (id <= 0) {
        newConversation();
        return;
    }
    m_openPending = true;
    m_store.path(
        id, this, [this, opening = ++m_opening](const core::Result<ConversationPath>& path) {
            openPath(path, opening);
        });
}

void ChatController::openMessage(ConversationId id, MessageId message)
{
    if (message <= 0) {
        openConversation(id);
        return;
    }
    m_openPending = true;
    m_store.revealMessage(
        message,
        this,
        [this, message, opening = ++m_opening](const core::Result<ConversationPath>& path) {
            const bool isMeant = opening == m_opening;
            openPath(path, opening);
            if (isMeant && path)
                emit messageRevealed(message);
        });
}

void ChatController::openPath(const core::Result<ConversationPath>& path, int opening)
{
    if (opening != m_opening)
        return; // left since
    m_openPending = false;
    if (path)
        show(*path);
    else
        emit errorOccurred(QString::fromStdString(path.error().message));
    m_endedMeanwhile.clear();
}

void ChatController::show(const ConversationPath& path, bool isTemporaryDraft)
{
    if (path.conversation != m_current)
        leaveTemporary(); // also for a fork of it: there is no way back
    m_draftIsTemporary = isTemporaryDraft;
    m_current = path.conversation;
    m_systemPrompt = path.systemPrompt;
    forgetUnsent();
    m_contextPlan = path.context;
    m_path = path.messages;
    // The store lags behind a running answer by up to a second, and behind one that ended since it
    // was asked.
    for (Message& message : m_path) {
        if (message.state != MessageState::Streaming)
            continue;
        bringUpToDate(message);
    }
    ++m_comparison;
    m_compared.reset();
    const QList<Run> runs = m_turns.value(m_current).runs;
    for (const Run& run : runs) {
        if (run.isBeside && run.answer.id != 0)
            setCompared(run.answer);
    }
    showAgain();
    updateBusy();
}

void ChatController::bringUpToDate(Message& message) const
{
    const Run* run = runWriting(message);
    const Message live = run != nullptr ? run->answer : m_endedMeanwhile.value(message.id);
    if (live.id != message.id)
        return;
    message.text = live.text;
    message.state = live.state;
    message.error = live.error;
    message.stats = live.stats;
}

void ChatController::showAgain()
{
    emit conversationOpened(m_current, m_path);
    if (m_compared)
        emit comparisonOpened(*m_compared);
    emit contextPlanChanged(m_contextPlan);
}

void ChatController::showMessage(const QList<Message>& before, const Message& message)
{
    if (message.conversation != m_current)
        return;
    if (Message* shown = shownMessage(message.id)) {
        Message changed = message;
        changed.siblingIndex = shown->siblingIndex;
        changed.siblingCount = shown->siblingCount;
        *shown = changed;
        emit messageChanged(changed);
        return;
    }
    const bool extends = !m_compared && sameMessages(before, m_path);
    ++m_comparison;
    m_compared.reset();
    m_path = before + QList<Message>{message};
    if (extends)
        emit messageAdded(message);
    else
        emit conversationOpened(m_current, m_path);
}

void ChatController::selectSibling(MessageId message, int step)
{
    if (m_compared && m_compared->id == message) {
        stepComparison(step);
        return;
    }
    m_openPending = true;
    m_store.selectSibling(
        message,
        step,
        this,
        [this, opening = ++m_opening](const core::Result<ConversationPath>& path) {
            openPath(path, opening);
        });
}

void ChatController::forkConversation(MessageId message)
{
    m_openPending = true;
    m_store.forkConversation(
        message, this, [this, opening = ++m_opening](const core::Result<ConversationPath>& path) {
            const bool isMeant = opening == m_opening;
            openPath(path, opening);
            if (isMeant && path)
                emit conversationForked();
        });
}

void ChatController::deleteMessage(MessageId message)
{
    if (isBusy() || shownMessage(message) == nullptr)
        return;
    m_store.removeMessage(message, this, [this](const core::Result<RemovedMessages>& removed) {
        if (!removed) {
            emit errorOccurred(QString::fromStdString(removed.error().message));
        } else if (removed->bin == 0) {
            deleteConversations({removed->conversation});
        } else {
            if (removed->conversation == m_current)
                openConversation(m_current);
            emit messagesRemoved(*removed);
        }
    });
}

void ChatController::putBack(const RemovedMessages& removed)
{
    if (m_turns.contains(removed.conversation))
        return; // its answer would be shown on no path
    m_openPending = true;
    m_store.putBack(
        removed, this, [this, opening = ++m_opening](const core::Result<ConversationPath>& path) {
            openPath(path, opening);
        });
}

qsizetype ChatController::indexInPath(MessageId id) const
{
    const auto found = std::find_if(
        m_path.begin(), m_path.end(), [id](const Message& message) { return message.id == id; });
    return found == m_path.end() ? -1 : found - m_path.begin();
}

Message* ChatController::shownMessage(MessageId id)
{
    if (m_compared && m_compared->id == id)
        return &*m_compared;
    const qsizetype at = indexInPath(id);
    return at < 0 ? nullptr : &m_path[at];
}

} // namespace app
