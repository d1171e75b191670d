#include "core/engine/engine.h"

#include "core/base/check.h"
#include "core/engine/memory_limit.h"
#include "core/kernels/kernel_table.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace core {

namespace {

using Clock = RunningRequest::Clock;

constexpr std::size_t kDefaultContext = 8192;

// Of pages on disk, read in one step while others are being answered.
constexpr std::size_t kDiskBytesBesideOthers = 64 << 20;

// Prompt rows in a step before anything is measured, and the fewest however slow the machine is.
constexpr std::size_t kFirstPiece = 32;
constexpr std::size_t kSmallestPiece = 8;

// Rows of a step that only answers, up to which there are guesses: beyond, rows cost what they do
// in a prompt.
constexpr std::size_t kMostGuessingRows = 1 + GuessLength::kMostGuesses;

// A further row's share of a step of one row, before anything is measured.
constexpr double kFirstRowCost = 0.3;

std::vector<std::size_t> windowsOf(const Hyperparameters& hp)
{
    std::vector<std::size_t> windows;
    for (const LayerAttention& layer : hp.layers)
        windows.push_back(layer.window < hp.trainedContext ? layer.window : 0);
    return windows;
}

// What a page takes where its windowed part was dropped; where that is all of it, an eighth, since
// addresses cost a little too.
std::size_t smallestPage(const KvShape& shape)
{
    return std::max(shape.pageBytes() - shape.windowedBytes(), shape.pageBytes() / 8);
}

double average(double lately, double now)
{
    return lately > 0 ? (lately + now) / 2 : now;
}

double millisecondsSince(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

} // namespace

std::size_t usualCacheBytes()
{
    return usableMemory() / 4;
}

Result<std::unique_ptr<Engine>> Engine::create(std::shared_ptr<const LoadedModel> model,
                                               const EngineOptions& options,
                                               WorkerTeam& team,
                                               EngineObserver& observer)
{
    const Hyperparameters& hp = model->hp;
    const std::size_t context = options.contextTokens > 0
                                    ? static_cast<std::size_t>(options.contextTokens)
                                    : std::min(hp.trainedContext, kDefaultContext);
    const KvShape shape{hp.layerCount,
                        hp.kvHeadCount,
                        hp.headDim,
                        keyValueType(model->weights, options.compactCache),
                        windowsOf(hp)};
    const std::size_t contextPages = (context + kPageTokens - 1) / kPageTokens;
    const std::size_t contextBytes = cacheBytesFor(shape, context, options.prefillTokens);
    if (contextBytes > usableMemory())
        return fail(ErrorCode::OutOfMemory,
                    "a context of {} tokens needs {} MiB for this model and the machine has {} "
                    "MiB; choose a context of "
                    "at most {} tokens",
                    context,
                    contextBytes >> 20,
                    usableMemory() >> 20,
                    usableMemory() / 2 / shape.pageBytes() * kPageTokens);
    std::shared_ptr<CacheBudget> budget = options.budget;
    if (budget == nullptr)
        budget = std::make_shared<CacheBudget>(options.cacheBytes > 0 ? options.cacheBytes
                                                                      : usualCacheBytes());
    budget->raiseTo(contextBytes);
    const std::size_t pages = std::max(contextPages, budget->bytes() / smallestPage(shape));
    Result<KvPool> pool = KvPool::create(shape, pages, std::move(budget));
    if (!pool)
        return fail(pool.error());
    return std::unique_ptr<Engine>(new Engine(
        std::move(model), options, static_cast<int>(context), std::move(*pool), team, observer));
}

Engine::Engine(std::shared_ptr<const LoadedModel> model,
               const EngineOptions& options,
               int contextTokens,
               KvPool pool,
               WorkerTeam& team,
               EngineObserver& observer)
    : m_model(std::move(model))
    , m_options(options)
    , m_contextTokens(contextTokens)
    , m_observer(observer)
    , m_pool(std::move(pool))
    , m_prefixes(m_pool)
    , m_forward(
          m_model->hp, m_model->weights, m_pool, team, static_cast<std::size_t>(contextTokens))
{
    if (!m_options.disk.folder.empty())
        m_disk.emplace(m_options.disk,
                       fmt::format("{}\n{}\n{}\n{} tokens, layers with a window last",
                                   m_model->info.fingerprint,
                                   engineVersion(),
                                   traits(m_pool.shape().dtype).name,
                                   m_contextTokens), // RoPE may be stretched for it
                       m_pool.shape().pageBytes());
}

Engine::~Engine()
{
    for (const auto& running : m_running)
        releasePages(*running);
}

ModelInfo Engine::info() const
{
    ModelInfo info = m_model->info;
    info.contextTokens = m_contextTokens;
    return info;
}

std::size_t Engine::cacheBytesPerToken() const
{
    return m_pool.shape().pageBytes() / kPageTokens;
}

std::size_t Engine::pagesFor(std::size_t tokens) const
{
    return (tokens + kPageTokens - 1) / kPageTokens;
}

void Engine::submit(RequestId id, GenerationRequest request)
{
    const std::lock_guard lock(m_mutex);
    m_inbox.push_back({id, std::move(request), {}});
}

void Engine::cancel(RequestId id)
{
    const std::lock_guard lock(m_mutex);
    m_cancelled.push_back(id);
}

void Engine::takeInbox()
{
    std::deque<Waiting> arrived;
    std::vector<RequestId> cancelled;
    {
        const std::lock_guard lock(m_mutex);
        arrived.swap(m_inbox);
        cancelled.swap(m_cancelled);
    }
    for (Waiting& waiting : arrived) {
        if (m_waiting.size() >= m_options.queueLength) {
            m_observer.onFailed(
                waiting.id,
                {ErrorCode::Busy,
                 fmt::format("{} requests are waiting already; try again in a moment",
                             m_options.queueLength)});
            continue;
        }
        dropWorkAhead(); // whatever arrives is newer
        m_waiting.push_back(std::move(waiting));
    }
    for (const RequestId id : cancelled) {
        const auto running = std::find_if(
            m_running.begin(), m_running.end(), [id](const auto& each) { return each->id == id; });
        if (running != m_running.end())
            finish(**running, FinishReason::Cancelled);
        const auto waiting = std::find_if(m_waiting.begin(),
                                          m_waiting.end(),
                                          [id](const Waiting& each) { return each.id == id; });
        if (waiting != m_waiting.end()) {
            m_waiting.erase(waiting);
            m_observer.onFinished(id, FinishReason::Cancelled, {});
        }
    }
    std::erase_if(m_running, [](const auto& each) { return each->ended; });
}

void Engine::dropWorkAhead()
{
    for (const auto& running : m_running)
        if (running->request.priority == Priority::Ahead)
            finish(*running, FinishReason::Cancelled);
    std::erase_if(m_waiting, [this](const Waiting& waiting) {
        if (waiting.request.priority != Priority::Ahead)
            return false;
        m_observer.onFinished(waiting.id, FinishReason::Cancelled, {});
        return true;
    });
    std::erase_if(m_running, [](const auto& each) { return each->ended; });
}

void Engine::admitWaiting()
{
    std::stable_sort(m_waiting.begin(), m_waiting.end(), [](const Waiting& a, const Waiting& b) {
        return a.request.priority < b.request.priority;
    });
    while (!m_waiting.empty() && m_running.size() < m_options.runningRequests) {
        Waiting& waiting = m_waiting.front();
        if (waiting.request.priority == Priority::Ahead && !m_running.empty())
            return;
        if (waiting.ids.empty()) {
            Result<std::vector<TokenId>> ids = checkedPrompt(waiting.request);
            if (!ids) {
                const RequestId id = waiting.id;
                m_waiting.pop_front();
                m_observer.onFailed(id, ids.error());
                continue;
            }
            waiting.ids = std::move(*ids);
        }
        if (!admit(waiting))
            return;
        m_waiting.pop_front();
    }
}

Result<std::vector<TokenId>> Engine::checkedPrompt(const GenerationRequest& request) const
{
    if (const Status problem = validate(request.sampling); !problem)
        return fail(problem.error());
    if (request.alternatives > kMostAlternatives)
        return fail(ErrorCode::InvalidArgument,
                    "expected at most {} alternatives for a token, found {}",
                    kMostAlternatives,
                    request.alternatives);
    Result<std::vector<TokenId>> ids = m_model->promptIds(request);
    if (ids && ids->size() >= static_cast<std::size_t>(m_contextTokens))
        return fail(ErrorCode::Limit,
                    "the prompt has {} tokens and the context window holds {}; shorten the "
                    "conversation or choose "
                    "a larger context",
                    ids->size(),
                    m_contextTokens);
    return ids;
}

bool Engine::step(double promptMs)
{
    takeInbox();
    if (!refuseIfDamaged()) {
        admitWaiting();
        buildBatch(promptMs);
        if (!m_batch.empty())
            computeBatch();
    }
    const std::lock_guard lock(m_mutex);
    return !m_running.empty() || !m_waiting.empty() || !m_inbox.empty() || !m_cancelled.empty();
}

void Engine::cancelAll()
{
    takeInbox();
    for (const auto& running : m_running)
        finish(*running, FinishReason::Cancelled);
    m_running.clear();
    for (const Waiting& waiting : m_waiting)
        m_observer.onFinished(waiting.id, FinishReason::Cancelled, {});
    m_waiting.clear();
}

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
    m_isPrompt = !prefilling.empty();
    addDecoding(decoding, !m_isPrompt);
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
    most = std::min({most, left - 1, running.guessLength.next(rowCost())});
    const std::span<const TokenId> guesses = lookUp(running.ids, most);
    running.guesses.assign(guesses.begin(), guesses.end());
}

double Engine::rowCost() const
{
    if (m_options.guessing == Guessing::Always)
        return 0;
    return m_stepMs > 0 && m_furtherMs > 0 ? m_furtherMs / m_stepMs : kFirstRowCost;
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
    const std::size_t budget = promptBudget(promptMs);
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

std::size_t Engine::promptBudget(double promptMs) const
{
    const std::size_t most = std::max<std::size_t>(m_options.prefillTokens, 1);
    const double rows = m_rowMs > 0 ? promptMs / m_rowMs : static_cast<double>(kFirstPiece);
    return std::min(most, std::max(kSmallestPiece, static_cast<std::size_t>(rows)));
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

void Engine::computeBatch()
{
    const Clock::time_point start = Clock::now();
    const std::span<const float> logits = m_forward.run(m_batch);
    if (refuseIfDamaged())
        return;
    measure(millisecondsSince(start));
    consumeLogits(logits);
}

void Engine::measure(double ms)
{
    const auto rows = static_cast<double>(m_batch.size());
    if (m_isPrompt && m_batch.size() >= kSmallestPiece)
        m_rowMs = average(m_rowMs, ms / rows);
    else if (!m_isPrompt && m_batch.size() == 1)
        m_stepMs = average(m_stepMs, ms);
    else if (!m_isPrompt && m_stepMs > 0)
        m_furtherMs = average(m_furtherMs, std::max(ms - m_stepMs, 0.01 * ms) / (rows - 1));
}

void Engine::consumeLogits(std::span<const float> logits)
{
    for (const auto& running : m_running) {
        running->computed += running->inBatch;
        if (running->inBatch == 0)
            continue;
        rememberPages(*running);
        if (running->ids.size() != running->promptTokens)
            continue;
        m_observer.onPrefillProgress(running->id,
                                     static_cast<int>(running->computed),
                                     static_cast<int>(running->promptTokens));
    }
    for (RunningRequest* running : m_logitOwners) {
        const std::size_t rows = 1 + running->guesses.size();
        const std::size_t floats = rows * m_model->hp.vocabSize;
        const std::size_t accepted = consumeRows(*running, logits.first(floats));
        logits = logits.subspan(floats);
        running->guessLength.record(rows - 1, accepted);
        m_guessCounts.guessed += rows - 1;
        m_guessCounts.accepted += accepted;
    }
    std::erase_if(m_running, [](const auto& each) { return each->ended; });
}

// Chooses a token from each row as long as it is the one guessed. Returns how many guesses were
// right; what was stored for the others is overwritten by what comes in their place.
std::size_t Engine::consumeRows(RunningRequest& running, std::span<const float> logits)
{
    if (running.computed == running.promptTokens) {
        running.stats.prefillMs = millisecondsSince(running.started);
        running.decodeStarted = Clock::now();
    }
    if (running.request.maxTokens == 0) {
        finish(running, FinishReason::Length);
        return 0;
    }
    const std::size_t vocab = m_model->hp.vocabSize;
    for (std::size_t row = 0;; ++row) {
        const std::span<const float> own = logits.subspan(row * vocab, vocab);
        const TokenId token = running.sampler.sample(own);
        if (running.request.alternatives >= 0 && !m_model->tokenizer->endsGeneration(token))
            m_observer.onScored(running.id, running.score(own, token));
        consumeToken(running, token);
        if (running.ended || row == running.guesses.size() || token != running.guesses[row])
            return row;
        ++running.computed;
    }
}

void Engine::consumeToken(RunningRequest& running, TokenId token)
{
    if (m_model->tokenizer->endsGeneration(token)) {
        finish(running, FinishReason::EndOfTurn);
        return;
    }
    running.sampler.accept(token);
    running.ids.push_back(token);
    ++running.stats.completionTokens;
    m_observer.onToken(running.id, token, running.stops.feed(running.textOf(token)));
    if (running.stops.stopped())
        finish(running, FinishReason::StopString);
    else if (running.stats.completionTokens == running.request.maxTokens ||
             running.ids.size() >= static_cast<std::size_t>(m_contextTokens))
        finish(running, FinishReason::Length);
}

void Engine::finish(RunningRequest& running, FinishReason reason)
{
    if (running.ended)
        return;
    std::string rest = running.stops.feed(running.restOfText());
    rest += running.stops.flush();
    if (!rest.empty())
        m_observer.onToken(running.id, kNoToken, rest);
    if (running.stats.completionTokens > 0)
        running.stats.decodeMs = millisecondsSince(running.decodeStarted);
    rememberPages(running);
    releasePages(running);
    if (running.request.priority != Priority::Ahead)
        m_observer.onReceipt(running.id,
                             running.receipt(reason, m_contextTokens, m_options.compactCache));
    m_observer.onFinished(running.id, reason, running.stats);
}

bool Engine::refuseIfDamaged()
{
    if (!m_model->file->damaged())
        return false;
    const Error error{
        ErrorCode::Io,
        fmt::format(
            "{}: the file was cut short or could not be read any more while it was in use, so the "
            "answer cannot be trusted; restore the file and open the model again",
            m_model->file->path().string())};
    for (const auto& running : m_running) {
        releasePages(*running);
        m_observer.onFailed(running->id, error);
    }
    m_running.clear();
    for (const Waiting& waiting : m_waiting)
        m_observer.onFailed(waiting.id, error);
    m_waiting.clear();
    return true;
}

} // namespace core
