// The part of ChatController that shows two answers to one message beside each other: one of the
// path, and an alternative to it.
#include "app/chats/chat_store.h"
#include "app/conversation/chat_controller.h"
#include "app/inference/inference.h"

#include <algorithm>

namespace app {

qsizetype ChatController::indexOfAlternative(const Message& message) const
{
    const auto found = std::find_if(m_path.begin(), m_path.end(), [&message](const Message& each) {
        return each.parent == message.parent && each.role == message.role;
    });
    return found == m_path.end() ? -1 : found - m_path.begin();
}

bool ChatController::setCompared(const Message& other)
{
    const qsizetype at = indexOfAlternative(other);
    if (at < 0 || m_path.at(at).id == other.id)
        return false;
    m_compared = other;
    m_path[at].siblingCount = other.siblingCount;
    return true;
}

void ChatController::compareAnswer(MessageId answer, const QString& model)
{
    const qsizetype at = indexInPath(answer);
    if (isBusy() || at < 1 || m_path.at(at).role != core::Role::Assistant)
        return;
    AnswerOptions options;
    options.model = model;
    beginTurn(options);
    m_turns[m_current].runs.first().isBeside = true;
    whenItFits(
        m_current,
        m_path.first(at),
        {},
        [this, path = m_path.first(at)] { beginAnswer(path); },
        [this, answer, model] { compareAnswer(answer, model); });
}

void ChatController::showBeside(const Message& answer)
{
    if (answer.conversation != m_current || !setCompared(answer))
        return;
    emit messageChanged(m_path.at(indexOfAlternative(answer)));
    emit comparisonOpened(answer);
}

void ChatController::compareSiblings(MessageId answer)
{
    const qsizetype at = indexInPath(answer);
    if (isBusy() || at < 0 || m_path.at(at).siblingCount < 2)
        return;
    const Message& shown = m_path.at(at);
    readCompared(shown, shown.siblingIndex > 0 ? shown.siblingIndex - 1 : 1);
}

void ChatController::stepComparison(int step)
{
    const Message& shown = m_path.at(indexOfAlternative(*m_compared));
    int index = m_compared->siblingIndex + step;
    if (index == shown.siblingIndex)
        index += step;
    if (!isBusy() && index >= 0 && index < shown.siblingCount)
        readCompared(shown, index);
}

void ChatController::readCompared(const Message& shown, int index)
{
    m_store.sibling(shown.id,
                    index,
                    this,
                    [this, comparison = ++m_comparison](const core::Result<Message>& other) {
                        if (comparison != m_comparison)
                            return; // closed since, or for another path
                        if (!other)
                            emit errorOccurred(QString::fromStdString(other.error().message));
                        else if (setCompared(*other))
                            emit comparisonOpened(*other);
                    });
}

void ChatController::chooseAnswer(MessageId answer)
{
    const Message* shown = shownMessage(answer);
    if (!m_compared || shown == nullptr)
        return;
    const QString model = shown->model;
    if (const auto turn = m_turns.find(m_current); turn != m_turns.end()) {
        for (Run& run : turn->runs) {
            if (run.request.value == 0)
                continue;         // not stored yet, so it was not there to choose from
            run.isBeside = false; // show() would open the comparison again
            if (run.answer.id != answer)
                m_inference.cancel(run.request);
        }
    }
    wantModel(model);
    if (m_compared->id != answer) {
        closeComparison();
        return;
    }
    m_openPending = true;
    m_store.revealMessage(
        answer, this, [this, opening = ++m_opening](const core::Result<ConversationPath>& path) {
            openPath(path, opening);
        });
}

void ChatController::wantModel(const QString& name)
{
    const std::vector<core::ModelInfo> models = m_inference.loadedModels(); // the current one first
    const auto found = std::find_if(models.begin(), models.end(), [&name](const auto& model) {
        return QString::fromStdString(model.name) == name;
    });
    if (found != models.end() && found != models.begin())
        emit modelWanted(QString::fromStdString(found->path));
}

void ChatController::closeComparison()
{
    ++m_comparison;
    if (!m_compared)
        return;
    m_compared.reset();
    showAgain();
}

} // namespace app
