#include "core/engine/engine.h"

#include "core/base/check.h"
#include "core/kernels/kernel_table.h"
#include "core/sampling/sampler.h"
#include "core/sampling/stop_strings.h"
#include "core/tokenizer/stream_decoder.h"

#include <algorithm>
#include <chrono>
#include <unistd.h>

namespace core {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kDefaultContext = 8192;

// While answers are being written, a prompt piece may delay them by this many rows at most.
constexpr std::size_t kPrefillBesideDecode = 64;

double millisecondsSince(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::size_t physicalMemory()
{
    return static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

} // namespace

struct Engine::Running
{
    Running(RequestId requestId, const LoadedModel& model, GenerationRequest&& given, std::vector<TokenId>&& prompt)
        : id(requestId)
        , request(std::move(given))
        , ids(std::move(prompt))
        , promptTokens(ids.size())
        , sampler(request.sampling)
        , decoder(*model.tokenizer, StreamDecoder::Start::Continuation)
        , stops(request.stopStrings)
    {
        const std::size_t recent = std::min<std::size_t>(ids.size(), std::max(request.sampling.repeatWindow, 0));
        for (std::size_t i = ids.size() - recent; i < ids.size(); ++i)
            sampler.accept(ids[i]);
    }

    bool isDecoding() const { return ids.size() > promptTokens || computed + 1 == ids.size(); }

    RequestId id;
    GenerationRequest request;
    std::vector<TokenId> ids;   // prompt, then what was generated
    std::size_t promptTokens;
    std::size_t computed = 0;   // of ids, whose keys and values are stored
    std::size_t inBatch = 0;    // of ids, that the present batch computes
    std::vector<PageId> pages;  // hold positions 0 … pages.size() * kPageTokens - 1
    std::size_t reserved = 0;   // pages it may still take
    bool ended = false;
    Sampler sampler;
    StreamDecoder decoder;
    StopStrings stops;
    GenerationStats stats;
    Clock::time_point started = Clock::now();
    Clock::time_point decodeStarted;
};

Result<std::unique_ptr<Engine>> Engine::create(std::shared_ptr<const LoadedModel> model,
                                               const EngineOptions& options,
                                               WorkerTeam& team,
                                               EngineObserver& observer)
{
    const Hyperparameters& hp = model->hp;
    const std::size_t context =
        options.contextTokens > 0 ? static_cast<std::size_t>(options.contextTokens)
                                  : std::min(hp.trainedContext, kDefaultContext);
    const KvShape shape{hp.layerCount, hp.kvHeadCount, hp.headDim, keyValueType(model->weights)};
    const std::size_t contextPages = (context + kPageTokens - 1) / kPageTokens;
    const std::size_t contextBytes = contextPages * shape.pageBytes();
    if (contextBytes > physicalMemory())
        return fail(ErrorCode::OutOfMemory,
                    "a context of {} tokens needs {} MiB for this model and the machine has {} MiB; choose a context of "
                    "at most {} tokens",
                    context,
                    contextBytes >> 20,
                    physicalMemory() >> 20,
                    physicalMemory() / 2 / shape.pageBytes() * kPageTokens);
    const std::size_t budget = options.cacheBytes > 0 ? options.cacheBytes : physicalMemory() / 4;
    Result<KvPool> pool = KvPool::create(shape, std::max(contextPages, budget / shape.pageBytes()));
    if (!pool)
        return fail(pool.error());
    return std::unique_ptr<Engine>(
        new Engine(std::move(model), options, static_cast<int>(context), std::move(*pool), team, observer));
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
    , m_forward(m_model->hp, m_model->weights, m_pool, team)
{
}

Engine::~Engine() = default;

ModelInfo Engine::info() const
{
    ModelInfo info = m_model->info;
    info.contextTokens = m_contextTokens;
    return info;
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
            m_observer.onFailed(waiting.id,
                                {ErrorCode::Busy,
                                 fmt::format("{} requests are waiting already; try again in a moment",
                                             m_options.queueLength)});
            continue;
        }
        m_waiting.push_back(std::move(waiting));
    }
    for (const RequestId id : cancelled) {
        const auto running = std::find_if(
            m_running.begin(), m_running.end(), [id](const auto& each) { return each->id == id; });
        if (running != m_running.end())
            finish(**running, FinishReason::Cancelled);
        const auto waiting =
            std::find_if(m_waiting.begin(), m_waiting.end(), [id](const Waiting& each) { return each.id == id; });
        if (waiting != m_waiting.end()) {
            m_waiting.erase(waiting);
            m_observer.onFinished(id, FinishReason::Cancelled, {});
        }
    }
    std::erase_if(m_running, [](const auto& each) { return each->ended; });
}

void Engine::admitWaiting()
{
    std::stable_sort(m_waiting.begin(), m_waiting.end(), [](const Waiting& a, const Waiting& b) {
        return a.request.priority < b.request.priority;
    });
    while (!m_waiting.empty() && m_running.size() < m_options.runningRequests) {
        Waiting& waiting = m_waiting.front();
        if (waiting.ids.empty()) {
            Status problem = validate(waiting.request.sampling);
            Result<std::vector<TokenId>> ids = problem ? m_model->promptIds(waiting.request)
                                                       : Result<std::vector<TokenId>>(fail(problem.error()));
            if (ids && ids->size() >= static_cast<std::size_t>(m_contextTokens))
                ids = fail(ErrorCode::Limit,
                           "the prompt has {} tokens and the context window holds {}; shorten the conversation or choose "
                           "a larger context",
                           ids->size(),
                           m_contextTokens);
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

// Takes the pages of the known prefix and sets aside what the request may need; false: not enough pages yet.
bool Engine::admit(Waiting& waiting)
{
    const auto context = static_cast<std::size_t>(m_contextTokens);
    const std::size_t limit = waiting.request.maxTokens < 0
        ? context
        : std::min(context, waiting.ids.size() + static_cast<std::size_t>(waiting.request.maxTokens));
    std::vector<PageId> known = m_prefixes.acquire(waiting.ids);
    if (known.size() * kPageTokens == waiting.ids.size()) { // the last token is computed anew, for its logits
        m_pool.release(known.back());
        known.pop_back();
    }
    const std::size_t wanted = pagesFor(limit) - known.size();
    if (m_pool.freePages() + m_prefixes.evictablePages() < m_reservedPages + wanted) {
        for (const PageId page : known)
            m_pool.release(page);
        return false;
    }
    auto running =
        std::make_unique<Running>(waiting.id, *m_model, std::move(waiting.request), std::move(waiting.ids));
    running->computed = known.size() * kPageTokens;
    running->stats.promptTokens = static_cast<int>(running->promptTokens);
    running->stats.cachedTokens = static_cast<int>(running->computed);
    running->pages = std::move(known);
    running->reserved = wanted;
    m_reservedPages += wanted;
    m_running.push_back(std::move(running));
    return true;
}

bool Engine::step()
{
    takeInbox();
    admitWaiting();
    buildBatch();
    if (!m_batch.empty()) {
        const std::span<const float> logits = m_forward.run(m_batch);
        consumeLogits(logits);
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

void Engine::buildBatch()
{
    m_batch.clear();
    m_logitOwners.clear();
    std::vector<Running*> prefilling;
    for (const auto& running : m_running) {
        running->inBatch = 0;
        if (running->isDecoding()) {
            std::size_t one = 1;
            addPrefillRows(*running, one);
        } else {
            prefilling.push_back(running.get());
        }
    }
    std::size_t budget = m_batch.empty() ? m_options.prefillTokens : kPrefillBesideDecode;
    std::stable_sort(prefilling.begin(), prefilling.end(), [](const Running* a, const Running* b) {
        return a->request.priority < b->request.priority;
    });
    for (Running* running : prefilling)
        addPrefillRows(*running, budget);
}

// Adds up to `budget` tokens that are not computed yet, and lowers the budget by as many.
void Engine::addPrefillRows(Running& running, std::size_t& budget)
{
    const std::size_t count = std::min(budget, running.ids.size() - running.computed);
    const std::size_t end = running.computed + count;
    while (running.pages.size() < pagesFor(end)) {
        m_prefixes.evictUntilFree(1);
        const std::optional<PageId> page = m_pool.allocate();
        CORE_CHECK(page.has_value()); // set aside by admit()
        running.pages.push_back(*page);
        --running.reserved;
        --m_reservedPages;
    }
    for (std::size_t i = running.computed; i < end; ++i) {
        const bool isLast = i + 1 == running.ids.size();
        m_batch.push_back({running.ids[i], i, running.pages, isLast});
        if (isLast)
            m_logitOwners.push_back(&running);
    }
    running.inBatch = count;
    budget -= count;
}

void Engine::consumeLogits(std::span<const float> logits)
{
    for (const auto& running : m_running) {
        running->computed += running->inBatch;
        if (running->inBatch > 0 && running->ids.size() == running->promptTokens)
            m_observer.onPrefillProgress(
                running->id, static_cast<int>(running->computed), static_cast<int>(running->promptTokens));
    }
    const std::size_t vocab = m_model->hp.vocabSize;
    for (std::size_t i = 0; i < m_logitOwners.size(); ++i) {
        Running& running = *m_logitOwners[i];
        if (running.computed == running.promptTokens) {
            running.stats.prefillMs = millisecondsSince(running.started);
            running.decodeStarted = Clock::now();
            m_prefixes.insert(running.ids, {running.pages.data(), running.computed / kPageTokens});
        }
        if (running.request.maxTokens == 0)
            finish(running, FinishReason::Length);
        else
            consumeToken(running, running.sampler.sample(logits.subspan(i * vocab, vocab)));
    }
    std::erase_if(m_running, [](const auto& each) { return each->ended; });
}

void Engine::consumeToken(Running& running, TokenId token)
{
    if (m_model->tokenizer->endsGeneration(token)) {
        finish(running, FinishReason::EndOfTurn);
        return;
    }
    running.sampler.accept(token);
    running.ids.push_back(token);
    ++running.stats.completionTokens;
    m_observer.onToken(running.id, token, running.stops.feed(running.decoder.feed(token)));
    if (running.stops.stopped())
        finish(running, FinishReason::StopString);
    else if (running.stats.completionTokens == running.request.maxTokens
             || running.ids.size() >= static_cast<std::size_t>(m_contextTokens))
        finish(running, FinishReason::Length);
}

void Engine::finish(Running& running, FinishReason reason)
{
    if (running.ended)
        return;
    std::string rest = running.stops.feed(running.decoder.flush());
    rest += running.stops.flush();
    if (!rest.empty())
        m_observer.onToken(running.id, kNoToken, rest);
    if (running.stats.completionTokens > 0)
        running.stats.decodeMs = millisecondsSince(running.decodeStarted);
    endRunning(running);
    m_observer.onFinished(running.id, reason, running.stats);
}

// Gives the pages back, after the prefix cache has taken note of the full ones.
void Engine::endRunning(Running& running)
{
    running.ended = true;
    m_prefixes.insert(running.ids, {running.pages.data(), running.computed / kPageTokens});
    for (const PageId page : running.pages)
        m_pool.release(page);
    m_reservedPages -= running.reserved;
}

} // namespace core
