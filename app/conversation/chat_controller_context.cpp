// The part of ChatController that sees to it that nothing is cut silently: what does not fit into
// the model's context window is asked about before it is sent.
#include "app/chats/chat_store.h"
#include "app/conversation/chat_controller.h"
#include "app/inference/inference.h"
#include "app/settings/settings.h"
#include "app/threads/run_in_background.h"

#include <algorithm>
#include <utility>

namespace app {

QString ChatController::systemPromptOf(const Turn& turn) const
{
    return turn.systemPrompt.isNull() ? m_settings.systemPrompt() : turn.systemPrompt;
}

void ChatController::whenItFits(
    ConversationId key, const QList<Message>& path, const QString& text, Step proceed, Step again)
{
    Turn& turn = m_turns[key];
    const auto contextTokens = [this](const Run& run) {
        return modelFor(run.options).contextTokens;
    };
    const auto narrowest = std::min_element(
        turn.runs.cbegin(), turn.runs.cend(), [&contextTokens](const Run& a, const Run& b) {
            return contextTokens(a) < contextTokens(b);
        });
    const int window =
        m_inference.modelState() == ModelState::Ready ? contextTokens(*narrowest) : 0;
    const QString systemPrompt = systemPromptOf(turn);
    const bool isSummarised = !turn.context.summary.isEmpty();
    if (window <= 0) {
        proceed();
        return;
    }
    if (surelyFits(systemPrompt, isSummarised ? pathToRead(path, turn.context) : path, window)) {
        if (!isSummarised)
            turn.context.end = 0;
        if (key == currentKey() && !(turn.context == m_contextPlan))
            usePlan(turn.context, /*isNew=*/false);
        proceed();
        return;
    }
    // An answer that is continued goes on as far as there is room.
    const bool endsInAnswer = path.last().role == core::Role::Assistant;
    runInBackground(
        m_counting,
        [&inference = m_inference, systemPrompt, path, plan = turn.context, window] {
            return fitContext(
                systemPrompt, path, plan, window, [&inference](const core::ChatPrompt& prompt) {
                    core::GenerationRequest request;
                    request.prompt = prompt;
                    return inference.countTokens(request);
                });
        },
        this,
        [this, key, text, endsInAnswer, proceed = std::move(proceed), again = std::move(again)](
            ContextFit fit) {
            if (endsInAnswer && fit.verdict == ContextFit::Verdict::TooLong)
                fit.verdict = ContextFit::Verdict::Fits;
            fitted(key, fit, text, proceed, again);
        });
}

void ChatController::fitted(ConversationId key,
                            const ContextFit& fit,
                            const QString& text,
                            const Step& proceed,
                            const Step& again)
{
    const auto turn = m_turns.find(key);
    if (turn == m_turns.end())
        return; // forgotten
    const bool isStopped = turn->stopRequested;
    const bool leavesOut =
        fit.verdict == ContextFit::Verdict::Full && turn->context.choice == ContextChoice::LeaveOut;
    if (!isStopped && (leavesOut || fit.verdict == ContextFit::Verdict::Fits)) {
        turn->context = fit.plan;
        if (key == currentKey())
            usePlan(fit.plan, /*isNew=*/leavesOut);
        proceed();
        return;
    }
    endTurn(key);
    if (!text.isEmpty())
        emit messageRejected(text);
    if (isStopped || key != currentKey())
        return;
    m_fit = fit;
    m_again = again;
    m_unsent = text;
    emit contextFull(fit);
}

// isNew: to be stored, and not only what follows from the plan that is.
void ChatController::usePlan(const ContextPlan& plan, bool isNew)
{
    m_contextPlan = plan;
    if (isNew && m_current != 0) {
        m_store.setContextPlan(m_current, plan, this, [this](const core::Status& status) {
            if (!status)
                emit errorOccurred(QString::fromStdString(status.error().message));
        });
    }
    emit contextPlanChanged(plan);
}

ContextPlan ChatController::contextPlan() const
{
    return m_contextPlan;
}

Summariser& ChatController::summariser()
{
    return m_summariser;
}

void ChatController::goOn(const ContextPlan& plan)
{
    const Step again = std::exchange(m_again, nullptr);
    if (!again || isBusy())
        return;
    usePlan(plan, /*isNew=*/true);
    again();
}

void ChatController::tryAgain()
{
    if (const Step again = isBusy() ? nullptr : std::exchange(m_again, nullptr))
        again();
}

void ChatController::leaveOutOldest(bool always)
{
    ContextPlan plan = m_fit.plan;
    plan.choice = always ? ContextChoice::LeaveOut : ContextChoice::Ask;
    goOn(plan);
}

void ChatController::summariseOldest()
{
    if (m_again)
        m_summariser.start(m_fit.plan.summary, m_fit.leftOut);
}

void ChatController::useSummary(const QString& summary, bool always)
{
    ContextPlan plan = m_fit.plan;
    plan.choice = always ? ContextChoice::Summarise : ContextChoice::Ask;
    plan.summary = summary.trimmed();
    goOn(plan);
}

void ChatController::startWithSummary(const QString& summary)
{
    const QString text = m_unsent;
    const QString systemPrompt = m_systemPrompt;
    if (isTemporary())
        newTemporaryConversation(); // what was said in memory alone stays there
    else
        newConversation();
    m_systemPrompt = systemPrompt;
    ContextPlan plan;
    plan.summary = summary.trimmed();
    usePlan(plan, /*isNew=*/false); // stored with the first message
    send(text);
}

void ChatController::forgetUnsent()
{
    m_summariser.cancel();
    m_again = nullptr;
    m_unsent.clear();
}

} // namespace app
