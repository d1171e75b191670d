#include "core/engine/engine.h"

#include "core/base/check.h"
#include "core/engine/memory_limit.h"
#include "core/kernels/kernel_table.h"

#include <algorithm>
#include <chrono>
#include <string>

namespace core {

namespace {

using Clock = RunningRequest::Clock;

// What a page takes where its windowed part was dropped; where that is all of it, an eighth, since
// addresses cost a little too.
std::size_t smallestPage(const KvShape& shape)
{
    return std::max(shape.globalBytes(), shape.pageBytes() / 8);
}

double millisecondsSince(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// A letter for each rope: what a larger context changes of keys, for models that stretch them.
std::string ropeForms(const Hyperparameters& hp, int contextTokens)
{
    std::string forms;
    for (const Rope& rope : hp.ropes)
        forms += rope.isLongIn(static_cast<std::size_t>(contextTokens)) ? 'l' : 's';
    return forms;
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
    const std::size_t context = contextWindow(hp, options.contextTokens);
    const KvShape shape = keyValueShape(hp, keyValueType(model->weights, options.compactCache));
    const std::size_t contextBytes = shape.bytesFor(context, options.prefillTokens);
    if (contextBytes > usableMemory())
        return fail(ErrorCode::OutOfMemory,
                    "a context of {} tokens needs {} MB for this model and the machine has {} "
                    "MB; choose a context of "
                    "at most {} tokens",
                    context,
                    contextBytes / 1'000'000,
                    usableMemory() / 1'000'000,
                    shape.tokensIn(usableMemory() / 2, options.prefillTokens));
    std::shared_ptr<CacheBudget> budget = options.budget;
    if (budget == nullptr)
        budget = std::make_shared<CacheBudget>(options.cacheBytes > 0 ? options.cacheBytes
                                                                      : usualCacheBytes());
    budget->raiseTo(contextBytes);
    const std::size_t pages = std::max(pagesFor(context), budget->bytes() / smallestPage(shape));
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
    if (m_options.disk != nullptr)
        m_disk.emplace(m_options.disk,
                       fmt::format("{}\n{}\n{}\nRoPE {}, layers with a window last",
                                   m_model->info.fingerprint,
                                   engineVersion(),
                                   traits(m_pool.shape().dtype).name,
                                   ropeForms(m_model->hp, m_contextTokens)),
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
    return m_pool.shape().globalBytes() / kPageTokens;
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
                    "The prompt has {} tokens and the context window holds {}; shorten the "
                    "conversation or choose a larger context.",
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

void Engine::computeBatch()
{
    const Clock::time_point start = Clock::now();
    const std::span<const float> logits = m_forward.run(m_batch);
    if (refuseIfDamaged())
        return;
    m_costs.note(m_batch.size(), m_hasPrompts, millisecondsSince(start));
    consumeLogits(logits);
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
