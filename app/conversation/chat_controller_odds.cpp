// The part of ChatController that looks inside an answer and branches off where the model wavered.
#include "app/chats/chat_store.h"
#include "app/conversation/chat_controller.h"
#include "app/inference/inference.h"

#include <algorithm>

namespace app {

void ChatController::onScored(core::RequestId id, const std::vector<core::ScoredToken>& tokens)
{
    Run* run = runOf(id);
    if (run == nullptr)
        return;
    for (const core::ScoredToken& token : tokens)
        run->odds.append(oddsOf(token));
}

void ChatController::placeOdds(core::RequestId id)
{
    Run* run = runOf(id); // what was told may have ended it
    if (run == nullptr)
        return;
    const qsizetype before = run->placed.size();
    run->placer->place(run->answer.text, run->odds, run->placed);
    if (run->placed.size() > before && shownMessage(run->answer.id) != nullptr)
        emit tokensPlaced(run->answer.id, run->placed.sliced(before));
}

void ChatController::keepOdds(const Run& run)
{
    if (!run.odds.isEmpty())
        m_store.appendOdds(run.answer.id, {{run.oddsStart, packOdds(run.odds)}});
}

void ChatController::readOdds(MessageId answer)
{
    m_store.odds(answer, this, [this, answer](const core::Result<QList<OddsRun>>& runs) {
        const Message* shown = shownMessage(answer);
        if (shown == nullptr)
            return;
        QList<PlacedToken> tokens = runs ? placeTokens(shown->text, *runs) : QList<PlacedToken>();
        if (const Run* run = runWriting(*shown))
            tokens += run->placed; // not stored yet
        emit oddsRead(answer, tokens);
    });
}

void ChatController::branchAnswer(MessageId id, int token, int other)
{
    const Message* shown = shownMessage(id);
    const qsizetype at = shown == nullptr ? -1 : indexOfAlternative(*shown);
    if (isBusy() || at < 1 || shown->role != core::Role::Assistant)
        return;
    if (const QString refusal = whyNoAnswer(); !refusal.isEmpty()) {
        emit errorOccurred(refusal);
        return;
    }
    m_store.odds(id,
                 this,
                 [this, answer = *shown, path = m_path.first(at), token, other](
                     const core::Result<QList<OddsRun>>& runs) {
                     if (runs && answer.conversation == m_current && !isBusy())
                         beginBranch(path, answer, placeTokens(answer.text, *runs), token, other);
                 });
}

void ChatController::beginBranch(const QList<Message>& path,
                                 const Message& answer,
                                 const QList<PlacedToken>& tokens,
                                 int token,
                                 int other)
{
    if (token < 0 || token >= tokens.size() || other < 0 ||
        other >= tokens[token].odds.others.size())
        return;
    PlacedToken taken = tokens[token];
    const TokenChoice choice = taken.odds.others.takeAt(other);
    if (!isWholeText(choice))
        return;
    QString text = QString::fromUtf8(choice.bytes);
    // The space before the first word, which is not part of the text: see placeTokens().
    const bool isSpaceDropped =
        QString::fromUtf8(taken.odds.chosen.bytes).size() == taken.range.length + 1;
    if (isSpaceDropped && text.startsWith(u' '))
        text.remove(0, 1);
    if (text.isEmpty())
        return;
    taken.odds.others.append(taken.odds.chosen);
    taken.odds.chosen = choice;
    std::stable_sort(
        taken.odds.others.begin(),
        taken.odds.others.end(),
        [](const TokenChoice& a, const TokenChoice& b) { return a.probability > b.probability; });
    taken.range.length = text.size();

    beginTurn();
    // The part that is kept counts as the answer's, with its share of the time.
    core::GenerationStats& before = m_turns[m_current].runs.first().before;
    before.completionTokens = token + 1;
    before.decodeMs =
        answer.stats.decodeMs * static_cast<double>(token + 1) / static_cast<double>(tokens.size());
    Message branch = newAnswer(path.last(), {});
    branch.text = answer.text.first(taken.range.start) + text;
    const QList<OddsRun> kept = runsOf(tokens.first(token) + QList<PlacedToken>{taken});
    const auto store = [this, path, branch, kept] {
        m_store.appendMessage(branch,
                              QString(),
                              this,
                              [this, path, kept, conversation = branch.conversation](
                                  const core::Result<Message>& stored) {
                                  if (stored)
                                      m_store.appendOdds(stored->id, kept);
                                  answerStored(conversation, path, stored);
                              });
    };
    whenItFits(branch.conversation,
               path + QList<Message>{branch},
               {},
               store,
               [this, id = answer.id, token, other] { branchAnswer(id, token, other); });
}

} // namespace app
