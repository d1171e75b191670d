// The part of ChatController that follows one answer from the engine's request to its end.
#include "app/chats/chat_store.h"
#include "app/conversation/answer_settings.h"
#include "app/conversation/chat_controller.h"
#include "app/conversation/prompt.h"
#include "app/inference/inference.h"

#include <algorithm>
#include <utility>

namespace app {

namespace {

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

} // namespace

void ChatController::submit(const QList<Message>& path, const Turn& turn, Run& run)
{
    core::GenerationRequest request;
    core::ChatPrompt prompt = promptFor(systemPromptOf(turn), pathToRead(path, turn.context));
    prompt.answerSoFar = run.answer.text.toStdString();
    request.prompt = std::move(prompt);
    request.model = run.options.model.toStdString();
    request.sampling = samplingOf(run.options);
    request.sampling.seed = run.answer.seed;
    request.maxTokens = maxTokensOf(run.options);
    // So that the conversation goes on at once after a restart; a temporary one leaves no trace.
    request.keepOnDisk = !isTemporaryId(run.answer.conversation);
    request.alternatives = kKeptAlternatives;
    run.oddsStart = run.answer.text.size();
    run.placer = std::make_shared<TokenPlacer>(run.oddsStart);
    run.answer.settings = answerSettings(request.sampling, request.maxTokens);
    run.request = m_inference.submit(std::move(request));
    m_conversationOf.insert(run.request.value, run.answer.conversation);
}

void ChatController::cancelRuns(Turn& turn)
{
    for (const Run& run : std::as_const(turn.runs)) {
        if (run.request.value != 0)
            m_inference.cancel(run.request);
    }
}

ChatController::Run* ChatController::runOf(core::RequestId id)
{
    const auto conversation = m_conversationOf.constFind(id.value);
    if (conversation == m_conversationOf.constEnd())
        return nullptr;
    QList<Run>& runs = m_turns[*conversation].runs;
    const auto run = std::find_if(
        runs.begin(), runs.end(), [id](const Run& each) { return each.request == id; });
    return run == runs.end() ? nullptr : &*run;
}

const ChatController::Run* ChatController::runWriting(const Message& answer) const
{
    const auto turn = m_turns.constFind(answer.conversation);
    if (turn == m_turns.constEnd())
        return nullptr;
    const auto run =
        std::find_if(turn->runs.cbegin(), turn->runs.cend(), [id = answer.id](const Run& each) {
            return each.answer.id == id;
        });
    return run == turn->runs.cend() ? nullptr : &*run;
}

void ChatController::onPrefillProgress(core::RequestId id, int doneTokens, int totalTokens)
{
    const Run* run = runOf(id);
    if (run != nullptr && run->answer.conversation == m_current)
        emit prefillProgress(run->answer.id, doneTokens, totalTokens);
}

void ChatController::onTextAppended(core::RequestId id, const QString& text, int tokens)
{
    Run* run = runOf(id);
    if (run == nullptr)
        return;
    Message& answer = run->answer;
    answer.text += text;
    m_store.appendText(answer.id, text, tokens);
    if (Message* shown = shownMessage(answer.id)) {
        shown->text = answer.text;
        emit messageTextAppended(shown->id, text, tokens);
    }
    placeOdds(id);
}

void ChatController::onReceipt(core::RequestId id, const core::Receipt& receipt)
{
    if (Run* run = runOf(id))
        run->answer.settings = withReceipt(run->answer.settings, receipt);
}

void ChatController::onFinished(core::RequestId id,
                                core::FinishReason reason,
                                const core::GenerationStats& stats)
{
    Run* run = runOf(id);
    if (run == nullptr)
        return;
    Message& answer = run->answer;
    answer.state = stateFor(reason);
    const int limit = maxTokensOf(run->options);
    if (reason == core::FinishReason::Length && limit > 0 && stats.completionTokens >= limit)
        answer.settings = withPause(answer.settings);
    // What was there before an answer went on was a part of this run's prompt, and is the answer's.
    const core::GenerationStats& before = run->before;
    answer.stats = stats;
    answer.stats.promptTokens = std::max(0, stats.promptTokens - before.completionTokens);
    answer.stats.completionTokens += before.completionTokens;
    answer.stats.decodeMs += before.decodeMs;
    const bool hasNothing = run->oddsStart > 0 && answer.state == MessageState::Complete &&
                            answer.conversation == m_current &&
                            QStringView(answer.text).sliced(run->oddsStart).trimmed().isEmpty();
    finishAnswer(*run);
    if (hasNothing)
        emit nothingAdded();
}

void ChatController::onFailed(core::RequestId id, core::ErrorCode code, const QString& message)
{
    Run* run = runOf(id);
    if (run == nullptr)
        return;
    Message& answer = run->answer;
    answer.state = MessageState::Failed;
    answer.error =
        code == core::ErrorCode::Limit
            ? tr("The conversation is too long for the model. Shorten the last message or "
                 "take a file off it, start a new conversation, or enlarge the context "
                 "window in the settings.")
            : message;
    const QString error = answer.error;
    const bool isCurrent = answer.conversation == m_current;
    finishAnswer(*run);
    if (isCurrent)
        emit errorOccurred(error);
}

void ChatController::finishAnswer(Run run)
{
    const Message& answer = run.answer;
    m_store.finishMessage(answer);
    keepOdds(run);
    if (m_openPending)
        m_endedMeanwhile.insert(answer.id, answer);
    m_conversationOf.remove(run.request.value);
    QList<Run>& runs = m_turns[answer.conversation].runs;
    runs.removeIf([&answer](const Run& each) { return each.answer.id == answer.id; });
    if (runs.isEmpty())
        endTurn(answer.conversation);
    if (Message* shown = shownMessage(answer.id)) {
        Message ended = answer;
        ended.siblingIndex = shown->siblingIndex;
        ended.siblingCount = shown->siblingCount;
        *shown = ended;
        emit messageChanged(ended);
    }
    emit answerEnded(answer);
}

} // namespace app
