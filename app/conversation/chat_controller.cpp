#include "app/conversation/chat_controller.h"

#include "app/chats/chat_store.h"
#include "app/conversation/prompt.h"
#include "app/inference/inference.h"
#include "app/settings/settings.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace app {

namespace {

constexpr qsizetype kMaxTitleLength = 200;

QString sentence(const core::Error& error)
{
    return QString::fromStdString(error.message);
}

// The number a person set: 0.7, not 0.699999988079071.
double shortNumber(float value)
{
    return QString::number(static_cast<double>(value), 'g', 7).toDouble();
}

// What an answer was made with; its seed has a column of its own.
QString describe(const core::SamplingParams& params, int maxTokens)
{
    const QJsonObject object{{QStringLiteral("temperature"), shortNumber(params.temperature)},
                             {QStringLiteral("topK"), params.topK},
                             {QStringLiteral("topP"), shortNumber(params.topP)},
                             {QStringLiteral("minP"), shortNumber(params.minP)},
                             {QStringLiteral("repeatPenalty"), shortNumber(params.repeatPenalty)},
                             {QStringLiteral("repeatWindow"), params.repeatWindow},
                             {QStringLiteral("maxTokens"), maxTokens}};
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

MessageState stateFor(core::FinishReason reason)
{
    switch (reason) {
    case core::FinishReason::EndOfTurn:
    case core::FinishReason::StopString:
        return MessageState::Complete;
    case core::FinishReason::Length:
        return MessageState::Length;
    case core::FinishReason::Cancelled:
        break;
    }
    return MessageState::Stopped;
}

bool sameMessages(const QList<Message>& a, const QList<Message>& b)
{
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(), [](const Message& left, const Message& right) {
            return left.id == right.id;
        });
}

Message* find(QList<Message>& path, MessageId id)
{
    const auto found = std::find_if(
        path.begin(), path.end(), [id](const Message& message) { return message.id == id; });
    return found == path.end() ? nullptr : &*found;
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
{
    connect(&m_store, &ChatStore::storeFailed, this, &ChatController::errorOccurred);
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
            &Inference::finished,
            this,
            &ChatController::onFinished,
            Qt::QueuedConnection);
    connect(
        &m_inference, &Inference::failed, this, &ChatController::onFailed, Qt::QueuedConnection);
}

ChatController::~ChatController()
{
    for (Turn& turn : m_turns) {
        if (turn.request.value != 0)
            m_inference.cancel(turn.request);
        if (turn.answer.id != 0) {
            turn.answer.state = MessageState::Stopped;
            m_store.finishMessage(turn.answer);
        }
    }
}

void ChatController::start()
{
    m_store.conversations(this, [this](const core::Result<QList<ConversationSummary>>& list) {
        if (!list) {
            emit errorOccurred(sentence(list.error()));
            return;
        }
        emit conversationsChanged(*list);
        if (m_current != 0 || isBusy())
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

bool ChatController::isBusy() const
{
    return m_turns.contains(currentKey());
}

void ChatController::newConversation()
{
    ++m_opening;
    --m_draft;
    m_openPending = false;
    m_endedMeanwhile.clear();
    show({});
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
            if (opening != m_opening)
                return;
            m_openPending = false;
            if (path)
                show(*path);
            else
                emit errorOccurred(sentence(path.error()));
            m_endedMeanwhile.clear();
        });
}

void ChatController::show(const ConversationPath& path)
{
    m_current = path.conversation;
    m_systemPrompt = path.systemPrompt;
    m_path = path.messages;
    // The store lags behind a running answer by up to a second, and behind one that ended since it
    // was asked.
    for (Message& message : m_path) {
        if (message.state != MessageState::Streaming)
            continue;
        const Message live =
            m_turns.contains(m_current) && m_turns[m_current].answer.id == message.id
                ? m_turns[m_current].answer
                : m_endedMeanwhile.value(message.id);
        if (live.id == message.id) {
            message.text = live.text;
            message.state = live.state;
            message.error = live.error;
            message.stats = live.stats;
        }
    }
    emit conversationOpened(m_current, m_path);
    updateBusy();
}

void ChatController::renameConversation(ConversationId id, const QString& title)
{
    const QString name = title.simplified().left(kMaxTitleLength);
    if (name.isEmpty())
        return;
    m_store.renameConversation(id, name, this, [this](const core::Status& status) {
        if (!status)
            emit errorOccurred(sentence(status.error()));
        refreshConversations();
    });
}

void ChatController::deleteConversation(ConversationId id)
{
    if (const auto turn = m_turns.find(id); turn != m_turns.end()) {
        turn->stopRequested = true;
        if (turn->request.value != 0)
            m_inference.cancel(turn->request);
    }
    m_store.deleteConversation(id, this, [this](const core::Status& status) {
        if (!status)
            emit errorOccurred(sentence(status.error()));
        refreshConversations();
    });
    if (id == m_current)
        newConversation();
}

void ChatController::refreshConversations()
{
    m_store.conversations(this, [this](const core::Result<QList<ConversationSummary>>& list) {
        if (list)
            emit conversationsChanged(*list);
        else
            emit errorOccurred(sentence(list.error()));
    });
}

void ChatController::send(const QString& text)
{
    if (isBusy() || text.trimmed().isEmpty())
        return;
    Message user;
    user.conversation = m_current;
    user.parent = m_path.isEmpty() ? 0 : m_path.last().id;
    user.role = core::Role::User;
    user.text = text;
    const ConversationId key = currentKey();
    m_turns[key].systemPrompt = m_systemPrompt;
    updateBusy();
    m_store.appendMessage(user,
                          titleFor(text),
                          this,
                          [this, key, text, before = m_path](const core::Result<Message>& stored) {
                              if (!stored) {
                                  endTurn(key);
                                  emit errorOccurred(sentence(stored.error()));
                                  emit messageRejected(text);
                                  return;
                              }
                              userMessageStored(key, before, *stored);
                          });
}

void ChatController::userMessageStored(ConversationId key,
                                       const QList<Message>& before,
                                       const Message& user)
{
    if (key < 0) {
        m_turns.insert(user.conversation, m_turns.take(key));
        if (m_current == 0 && m_draft == key)
            m_current = user.conversation;
    }
    showAppended(before, user);
    refreshConversations();
    beginAnswer(before + QList<Message>{user});
}

void ChatController::showAppended(const QList<Message>& before, const Message& message)
{
    if (message.conversation != m_current)
        return;
    const bool extends = sameMessages(before, m_path);
    m_path = before + QList<Message>{message};
    if (extends)
        emit messageAdded(message);
    else
        emit conversationOpened(m_current, m_path);
}

void ChatController::regenerate()
{
    QList<Message> path = m_path;
    if (!path.isEmpty() && path.last().role == core::Role::Assistant)
        path.removeLast();
    if (isBusy() || path.isEmpty())
        return;
    m_turns[currentKey()].systemPrompt = m_systemPrompt;
    updateBusy();
    beginAnswer(path);
}

void ChatController::beginAnswer(const QList<Message>& path)
{
    const ConversationId conversation = path.last().conversation;
    const QString refusal = whyNoAnswer();
    if (m_turns[conversation].stopRequested || !refusal.isEmpty()) {
        endTurn(conversation);
        if (!refusal.isEmpty())
            emit errorOccurred(refusal);
        return;
    }
    Message answer;
    answer.conversation = conversation;
    answer.parent = path.last().id;
    answer.role = core::Role::Assistant;
    answer.state = MessageState::Streaming;
    answer.model = QString::fromStdString(m_inference.modelInfo().name);
    answer.settings = describe(m_settings.sampling(), m_settings.maxTokens());
    // Short enough to be typed again.
    answer.seed = m_settings.fixedSeed().value_or(QRandomGenerator::global()->generate());
    m_store.appendMessage(
        answer, QString(), this, [this, path, conversation](const core::Result<Message>& stored) {
            if (!stored) {
                endTurn(conversation);
                emit errorOccurred(sentence(stored.error()));
                return;
            }
            answerStored(path, *stored);
        });
}

void ChatController::answerStored(const QList<Message>& path, const Message& answer)
{
    m_turns[answer.conversation].answer = answer;
    showAppended(path, answer);
    Turn& turn = m_turns[answer.conversation];
    if (turn.stopRequested) {
        turn.answer.state = MessageState::Stopped;
        finishAnswer(answer.conversation);
        return;
    }
    core::GenerationRequest request;
    request.prompt =
        promptFor(turn.systemPrompt.isNull() ? m_settings.systemPrompt() : turn.systemPrompt, path);
    request.sampling = m_settings.sampling();
    request.sampling.seed = answer.seed;
    request.maxTokens = m_settings.maxTokens();
    turn.request = m_inference.submit(std::move(request));
    m_conversationOf.insert(turn.request.value, answer.conversation);
}

void ChatController::stop()
{
    const auto turn = m_turns.find(currentKey());
    if (turn == m_turns.end())
        return;
    turn->stopRequested = true;
    if (turn->request.value != 0)
        m_inference.cancel(turn->request);
}

void ChatController::selectSibling(MessageId message, int step)
{
    const ConversationId conversation = m_current;
    m_openPending = true;
    m_store.selectSibling(
        message,
        step,
        this,
        [this, conversation, opening = ++m_opening](const core::Result<ConversationPath>& path) {
            if (opening != m_opening)
                return;
            m_openPending = false;
            if (!path)
                emit errorOccurred(sentence(path.error()));
            else if (conversation == m_current)
                show(*path);
            m_endedMeanwhile.clear();
        });
}

void ChatController::onPrefillProgress(core::RequestId id, int doneTokens, int totalTokens)
{
    if (m_conversationOf.value(id.value) == m_current && m_conversationOf.contains(id.value))
        emit prefillProgress(doneTokens, totalTokens);
}

void ChatController::onTextAppended(core::RequestId id, const QString& text, int tokens)
{
    const auto conversation = m_conversationOf.constFind(id.value);
    if (conversation == m_conversationOf.constEnd())
        return;
    Message& answer = m_turns[*conversation].answer;
    answer.text += text;
    m_store.appendText(answer.id, text, tokens);
    if (Message* shown = find(m_path, answer.id)) {
        shown->text = answer.text;
        emit messageTextAppended(answer.id, text);
    }
}

void ChatController::onFinished(core::RequestId id,
                                core::FinishReason reason,
                                const core::GenerationStats& stats)
{
    const auto conversation = m_conversationOf.constFind(id.value);
    if (conversation == m_conversationOf.constEnd())
        return;
    Message& answer = m_turns[*conversation].answer;
    answer.state = stateFor(reason);
    answer.stats = stats;
    finishAnswer(*conversation);
}

void ChatController::onFailed(core::RequestId id, core::ErrorCode code, const QString& message)
{
    const auto conversation = m_conversationOf.constFind(id.value);
    if (conversation == m_conversationOf.constEnd())
        return;
    Message& answer = m_turns[*conversation].answer;
    answer.state = MessageState::Failed;
    answer.error = message;
    if (code == core::ErrorCode::Limit) {
        answer.error +=
            QStringLiteral(" Start a new conversation, or enlarge the context window in "
                           "the settings.");
    }
    const QString error = answer.error;
    const bool isCurrent = *conversation == m_current;
    finishAnswer(*conversation);
    if (isCurrent)
        emit errorOccurred(error);
}

void ChatController::finishAnswer(ConversationId conversation)
{
    const Message answer = m_turns.value(conversation).answer;
    m_store.finishMessage(answer);
    if (m_openPending)
        m_endedMeanwhile.insert(answer.id, answer);
    endTurn(conversation);
    if (Message* shown = find(m_path, answer.id)) {
        Message ended = answer;
        ended.siblingIndex = shown->siblingIndex;
        ended.siblingCount = shown->siblingCount;
        *shown = ended;
        emit messageChanged(ended);
    }
}

void ChatController::endTurn(ConversationId key)
{
    m_conversationOf.remove(m_turns.take(key).request.value);
    updateBusy();
}

void ChatController::updateBusy()
{
    if (m_busyTold != isBusy()) {
        m_busyTold = !m_busyTold;
        emit busyChanged(m_busyTold);
    }
}

QString ChatController::whyNoAnswer() const
{
    switch (m_inference.modelState()) {
    case ModelState::Ready:
        return {};
    case ModelState::Loading:
        return QStringLiteral("The model is still loading. Your message is kept; choose "
                              "Regenerate when it is ready.");
    case ModelState::Empty:
    case ModelState::Failed:
        break;
    }
    return QStringLiteral("No model is loaded. Your message is kept; open a model, then choose "
                          "Regenerate.");
}

} // namespace app
