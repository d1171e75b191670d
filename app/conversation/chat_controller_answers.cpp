// The part of ChatController that begins answers, from what a person asks for to what the store has
// of them; chat_controller_runs.cpp goes on.
#include "app/chats/chat_store.h"
#include "app/conversation/answer_settings.h"
#include "app/conversation/chat_controller.h"
#include "app/conversation/prompt.h"
#include "app/conversation/usual_sampling.h"
#include "app/inference/inference.h"
#include "app/settings/settings.h"

#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace app {

namespace {

QString sentence(const core::Error& error)
{
    return QString::fromStdString(error.message);
}

} // namespace

void ChatController::beginTurn(const AnswerOptions& options)
{
    Turn& turn = m_turns[currentKey()];
    turn.systemPrompt = m_systemPrompt;
    turn.runs = {Run{.options = options}};
    turn.context = m_contextPlan;
    ++m_comparison;
    forgetUnsent();
    updateBusy();
}

void ChatController::send(const QString& text, const QString& rival)
{
    if (!isBusy() && !text.trimmed().isEmpty())
        postMessage(m_path, m_path.isEmpty() ? 0 : m_path.last().id, text, rival);
}

void ChatController::editMessage(MessageId message, const QString& text)
{
    const qsizetype at = indexInPath(message);
    if (isBusy() || at < 0 || text.trimmed().isEmpty())
        return;
    const Message& original = m_path.at(at);
    if (original.role == core::Role::Assistant)
        postEditedAnswer(at, text);
    else
        postMessage(m_path.first(at), original.parent, text);
}

void ChatController::postMessage(const QList<Message>& before,
                                 MessageId parent,
                                 const QString& text,
                                 const QString& rival)
{
    Message user;
    user.conversation =
        m_current == 0 && m_draftIsTemporary ? kNewTemporaryConversation : m_current;
    user.parent = parent;
    user.role = core::Role::User;
    user.text = text;
    beginTurn();
    const ConversationId key = currentKey();
    if (!rival.isEmpty()) {
        AnswerOptions options;
        options.model = rival;
        m_turns[key].runs.append(Run{.options = options, .isBeside = true});
    }
    const auto store = [this, key, user, before] {
        m_store.appendMessage(user,
                              titleFor(user.text),
                              this,
                              [this, key, user, before](const core::Result<Message>& stored) {
                                  if (!stored) {
                                      endTurn(key);
                                      emit errorOccurred(sentence(stored.error()));
                                      emit messageRejected(user.text);
                                      return;
                                  }
                                  userMessageStored(key, before, *stored);
                              });
    };
    whenItFits(
        key, before + QList<Message>{user}, text, store, [this, before, parent, text, rival] {
            postMessage(before, parent, text, rival);
        });
}

void ChatController::postEditedAnswer(qsizetype at, const QString& text)
{
    Message answer = m_path.at(at);
    answer.text = text;
    answer.state = MessageState::Complete;
    answer.error.clear();
    answer.edited = true;
    if (at < m_path.size() - 1) {
        QList<MessageId> following;
        for (const Message& message : m_path.sliced(at + 1))
            following.append(message.id);
        m_openPending = true;
        m_store.appendBefore(
            answer,
            following,
            this,
            [this, opening = ++m_opening](const core::Result<ConversationPath>& path) {
                openPath(path, opening);
            });
        return;
    }
    m_store.appendMessage(answer,
                          QString(),
                          this,
                          [this, before = m_path.first(at)](const core::Result<Message>& stored) {
                              if (stored)
                                  showMessage(before, *stored);
                              else
                                  emit errorOccurred(sentence(stored.error()));
                          });
}

void ChatController::userMessageStored(ConversationId key,
                                       const QList<Message>& before,
                                       const Message& user)
{
    if (!m_turns.contains(key)) { // a temporary one that was left meanwhile
        m_store.forgetTemporary(user.conversation, {});
        return;
    }
    if (key < 0) {
        m_turns.insert(user.conversation, m_turns.take(key));
        if (m_current == 0 && m_draft == key)
            m_current = user.conversation;
        if (const QString prompt = m_turns[user.conversation].systemPrompt; !prompt.isNull())
            m_store.setSystemPrompt(user.conversation, prompt, this, {});
        updateBusy();
        if (const ContextPlan plan = m_turns[user.conversation].context; !(plan == ContextPlan()))
            m_store.setContextPlan(user.conversation, plan, this, {});
    }
    showMessage(before, user);
    beginAnswer(before + QList<Message>{user});
}

void ChatController::regenerate()
{
    if (!m_path.isEmpty())
        regenerateMessage(m_path.last().id);
}

void ChatController::regenerateMessage(MessageId message, const AnswerOptions& options)
{
    const qsizetype at = indexInPath(message);
    if (isBusy() || at < 0)
        return;
    const bool isAnswer = m_path.at(at).role == core::Role::Assistant;
    const QList<Message> path = m_path.first(isAnswer ? at : at + 1);
    if (path.isEmpty())
        return;
    AnswerOptions asked = options;
    const std::optional<quint64> seed = m_settings.fixedSeed();
    if (seed && isAnswer && !options.seed && options.model.isEmpty())
        asked.seed = *seed + quint64(m_path.at(at).siblingCount); // else it is the same once more
    beginTurn(asked);
    whenItFits(
        currentKey(),
        path,
        {},
        [this, path] { beginAnswer(path); },
        [this, message, options] { regenerateMessage(message, options); });
}

void ChatController::continueAnswer(MessageId id)
{
    const qsizetype at = indexInPath(id);
    if (isBusy() || at < 1 || m_path.at(at).role != core::Role::Assistant)
        return;
    const Message answer = m_path.at(at);
    if (answer.text.isEmpty()) {
        regenerateMessage(id);
        return;
    }
    if (const QString refusal = whyNoAnswer(); !refusal.isEmpty()) {
        emit errorOccurred(refusal);
        return;
    }
    beginTurn();
    m_turns[m_current].runs.first().before = answer.stats;
    whenItFits(
        m_current,
        m_path.first(at + 1),
        {},
        [this, answer, before = m_path.first(at), isLast = at == m_path.size() - 1] {
            continueBehind(before, answer, isLast);
        },
        [this, id] { continueAnswer(id); });
}

void ChatController::continueBehind(const QList<Message>& before,
                                    const Message& answer,
                                    bool isLast)
{
    Message copy = newAnswer(before.last(), {});
    const auto stored =
        [this, before, conversation = answer.conversation](const core::Result<Message>& result) {
            answerStored(conversation, before, result);
        };
    if (isLast && answer.model == copy.model) {
        m_store.resumeMessage(answer.id, this, stored);
        return;
    }
    copy.text = answer.text;
    copy.edited = answer.edited;
    m_store.odds(answer.id, this, [this, copy, stored](const core::Result<QList<OddsRun>>& runs) {
        m_store.appendMessage(
            copy, QString(), this, [this, stored, runs](const core::Result<Message>& result) {
                if (result && runs)
                    m_store.appendOdds(result->id, *runs);
                stored(result);
            });
    });
}

Message ChatController::newAnswer(const Message& question, const AnswerOptions& options) const
{
    Message answer;
    answer.conversation = question.conversation;
    answer.parent = question.id;
    answer.role = core::Role::Assistant;
    answer.state = MessageState::Streaming;
    answer.model = QString::fromStdString(modelFor(options).name);
    answer.settings = answerSettings(samplingOf(options), maxTokensOf(options));
    // Short enough to be typed again.
    const quint64 seed = m_settings.fixedSeed().value_or(QRandomGenerator::global()->generate());
    answer.seed = options.seed.value_or(seed);
    return answer;
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
    const QList<Run> runs = m_turns[conversation].runs;
    for (const Run& run : runs) {
        m_store.appendMessage(
            newAnswer(path.last(), run.options),
            QString(),
            this,
            [this, path, conversation](const core::Result<Message>& stored) {
                answerStored(conversation, path, stored);
            },
            run.isBeside ? Placing::Beside : Placing::Chosen);
    }
}

void ChatController::answerStored(ConversationId conversation,
                                  const QList<Message>& path,
                                  const core::Result<Message>& answer)
{
    if (!m_turns.contains(conversation))
        return; // forgotten
    Turn& turn = m_turns[conversation];
    // Replies come in the order of the calls: this one is for the first that still waits.
    const auto run = std::find_if(
        turn.runs.begin(), turn.runs.end(), [](const Run& each) { return each.answer.id == 0; });
    if (run == turn.runs.end())
        return;
    if (!answer) {
        const bool wasBeside = run->isBeside;
        turn.runs.erase(run);
        if (turn.runs.isEmpty())
            endTurn(conversation);
        else if (!wasBeside)
            turn.runs.first().isBeside = false; // there is nothing beside which it could stand
        emit errorOccurred(sentence(answer.error()));
        return;
    }
    run->answer = *answer;
    if (turn.stopRequested)
        run->answer.state = MessageState::Stopped;
    else
        submit(path, turn, *run);
    const Run stored = *run; // what is told may lead to another turn
    if (stored.isBeside)
        showBeside(stored.answer);
    else
        showMessage(path, stored.answer);
    if (stored.request.value == 0)
        finishAnswer(stored);
}

void ChatController::prepareMessage(const QString& text)
{
    if (!m_turns.isEmpty() || text.trimmed().isEmpty() || !whyNoAnswer().isEmpty())
        return;
    Message typed;
    typed.text = text;
    core::GenerationRequest request;
    request.prompt = promptFor(m_systemPrompt.isNull() ? m_settings.systemPrompt() : m_systemPrompt,
                               pathToRead(m_path + QList<Message>{typed}, m_contextPlan));
    request.keepOnDisk = false; // it may never be sent
    m_inference.prepare(std::move(request));
    emit messagePrepared();
}

core::SamplingParams ChatController::samplingOf(const AnswerOptions& options) const
{
    if (options.sampling)
        return *options.sampling;
    return m_settings.isSamplingChosen() ? m_settings.sampling()
                                         : usualSampling(modelFor(options).parameters);
}

core::ModelInfo ChatController::modelFor(const AnswerOptions& options) const
{
    if (options.model.isEmpty())
        return m_inference.modelInfo();
    for (core::ModelInfo& model : m_inference.loadedModels()) {
        if (model.path == options.model.toStdString())
            return std::move(model);
    }
    return m_inference.modelInfo();
}

int ChatController::maxTokensOf(const AnswerOptions& options) const
{
    return options.maxTokens.value_or(m_settings.maxTokens());
}

void ChatController::stop()
{
    const auto turn = m_turns.find(currentKey());
    if (turn == m_turns.end())
        return;
    turn->stopRequested = true;
    cancelRuns(*turn);
}

void ChatController::forgetTurn(ConversationId key)
{
    if (const auto turn = m_turns.find(key); turn != m_turns.end())
        cancelRuns(*turn);
    endTurn(key);
}

void ChatController::endTurn(ConversationId key)
{
    const QList<Run> runs = m_turns.take(key).runs;
    for (const Run& run : runs)
        m_conversationOf.remove(run.request.value);
    updateBusy();
}

void ChatController::updateBusy()
{
    if (m_busyTold != isBusy()) {
        m_busyTold = !m_busyTold;
        emit busyChanged(m_busyTold);
    }
    QList<ConversationId> answering;
    for (auto turn = m_turns.keyBegin(); turn != m_turns.keyEnd(); ++turn) {
        if (*turn > 0)
            answering.append(*turn);
    }
    std::sort(answering.begin(), answering.end());
    if (answering != m_answeringTold) {
        m_answeringTold = answering;
        emit answeringChanged(answering);
    }
}

QString ChatController::whyNoAnswer() const
{
    switch (m_inference.modelState()) {
    case ModelState::Ready:
        return {};
    case ModelState::Loading:
        return tr("The model is still loading. Your message is kept; choose "
                  "Regenerate when it is ready.");
    case ModelState::Empty:
    case ModelState::Failed:
        break;
    }
    return tr("No model is loaded. Your message is kept; open a model, then choose "
              "Regenerate.");
}

} // namespace app
