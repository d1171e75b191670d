// What the engine computes in a step: the next tokens of answers, with guesses behind them, and
// pieces of prompts.
#include "core/engine/engine.h"

#include <algorithm>
#include <limits>

namespace core {

namespace {

// Of pages on disk, read in one step while others are being answered.
constexpr std::size_t kDiskBytesBesideOthers = 64 << 20;

// Rows of a step that only answers, up to which there are guesses: beyond, rows cost what they do
// in a prompt.
constexpr std::size_t kMostGuessingRows = 1 + GuessLength::kMostGuesses;

} // namespace

void Engine::buildBatch(double promptMs)
{
    m_batch.clear();
    m_logitOwners.clear();
    std::vector<RunningRequest*> decoding;
    std::vector<RunningRequest*> prefilling;
    std::size_t diskBudget = m_running.size() == 1
                                 ? std::numeric_limits<std::size_t>::max()
                                 : std::max(kDiskBytesBesideOthers, m_pool.shape().pageBytes());
    for (const auto& running : m_running) {
        running->inBatch = 0;
        running->guesses.clear();
        if (!running->isDecoding()) {
            adoptKnownPages(*running);
            if (loadKnownPages(*running, diskBudget))
                continue;
        }
        (running->isDecoding() ? decoding : prefilling).push_back(running.get());
    }
    m_hasPrompts = !prefilling.empty();
    addDecoding(decoding, !m_hasPrompts);
    addPrompts(std::move(prefilling), promptMs);
}

// isAlone: without prompts beside them, which use up all that the machine computes.
void Engine::addDecoding(const std::vector<RunningRequest*>& decoding, bool isAlone)
{
    std::size_t room =
        isAlone && m_options.guessing != Guessing::Never && decoding.size() < kMostGuessingRows
            ? kMostGuessingRows - decoding.size()
            : 0;
    for (RunningRequest* running : decoding) {
        guess(*running, room);
        room -= running->guesses.size();
        std::size_t one = 1;
        addRows(*running, one);
    }
}

void Engine::guess(RunningRequest& running, std::size_t most)
{
    // A step chooses one token more than were guessed.
    const std::size_t left =
        mostTokens(running.request, running.promptTokens, m_contextTokens) - running.ids.size();
    if (most == 0 || left <= 1)
        return;
    const double rowCost = m_options.guessing == Guessing::Always ? 0 : m_costs.furtherRowShare();
    most = std::min({most, left - 1, running.guessLength.next(rowCost)});
    const std::span<const TokenId> guesses = lookUp(running.ids, most);
    running.guesses.assign(guesses.begin(), guesses.end());
}

// Half of the rows go to the request that waits longest, so that none starves, then those with
// least to do come first, so that a short one need not wait for a long one.
void Engine::addPrompts(std::vector<RunningRequest*> prefilling, double promptMs)
{
    std::stable_sort(
        prefilling.begin(), prefilling.end(), [](const RunningRequest* a, const RunningRequest* b) {
            return a->request.priority < b->request.priority;
        });
    std::vector<RunningRequest*> independent;
    for (RunningRequest* running : prefilling) {
        const bool follows = std::any_of(
            independent.begin(), independent.end(), [running](const RunningRequest* other) {
                return running->mayFollow(*other);
            });
        if (!follows)
            independent.push_back(running);
    }
    if (independent.empty())
        return;
    const std::size_t budget =
        m_costs.promptRows(promptMs, std::max<std::size_t>(m_options.prefillTokens, 1));
    std::size_t firstHalf = independent.size() == 1 ? budget : (budget + 1) / 2;
    std::size_t rest = budget - firstHalf;
    addRows(*independent.front(), firstHalf);
    rest += firstHalf;
    std::stable_sort(independent.begin() + 1,
                     independent.end(),
                     [](const RunningRequest* a, const RunningRequest* b) {
                         return a->request.priority != b->request.priority
                                    ? a->request.priority < b->request.priority
                                    : a->remainingPrompt() < b->remainingPrompt();
                     });
    for (auto each = independent.begin() + 1; each != independent.end() && rest > 0; ++each)
        addRows(**each, rest);
}

// Adds up to `budget` tokens that are not computed yet and the guesses behind them, and lowers the
// budget by as many as are not guessed.
void Engine::addRows(RunningRequest& running, std::size_t& budget)
{
    const std::size_t count = std::min(budget, running.ids.size() - running.computed);
    const std::size_t end = running.computed + count;
    while (running.pages.size() < pagesFor(end + running.guesses.size()))
        takePage(running);
    for (std::size_t i = running.computed; i < end; ++i) {
        const bool isLast = i + 1 == running.ids.size();
        m_batch.push_back({running.ids[i], i, running.pages, isLast});
        if (isLast)
            m_logitOwners.push_back(&running);
    }
    for (std::size_t i = 0; i < running.guesses.size(); ++i)
        m_batch.push_back({running.guesses[i], end + i, running.pages, true});
    running.inBatch = count;
    budget -= count;
}

} // namespace core
