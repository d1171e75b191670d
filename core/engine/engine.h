// The engine: one model, one paged KV cache, one scheduler for all requests.
//
// submit(), cancel() and the const members may be called from any thread; step() from one thread at
// a time, the one that drives the engine. Every event of a request is reported from inside step(),
// on that thread. After submit() exactly one of onFinished() and onFailed() follows.
//
// Each step computes one batch: first the next token of every running request, then a piece of
// prompt, the person at the keyboard before programs. A piece is as long as the machine computes in
// a moment, so a long prompt never stops the answers that are being written, and a short one beside
// it is answered soon. Requests that begin alike compute their common beginning once, also when
// they arrive together.
//
// An answer depends on its request alone, bit for bit.
#pragma once

#include "core/base/result.h"
#include "core/cache/kv_pool.h"
#include "core/cache/page_folder.h"
#include "core/cache/page_store.h"
#include "core/cache/prefix_cache.h"
#include "core/engine/context_memory.h"
#include "core/engine/loaded_model.h"
#include "core/engine/receipt.h"
#include "core/engine/running_request.h"
#include "core/engine/step_costs.h"
#include "core/engine/types.h"
#include "core/model/forward.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace core {

class EngineObserver
{
public:
    virtual ~EngineObserver() = default;
    virtual void onPrefillProgress(RequestId id, int doneTokens, int totalTokens) = 0;
    // What the model thought of the token that the next onToken() is about; only where the request
    // asked.
    virtual void onScored(RequestId, const ScoredToken&) {}
    // The text a token completes: whole UTF-8 characters, perhaps none.
    virtual void onToken(RequestId id, TokenId token, std::string_view text) = 0;
    // What an answer was computed from; comes before onFinished(), not for work ahead.
    virtual void onReceipt(RequestId, const Receipt&) {}
    virtual void onFinished(RequestId id, FinishReason reason, const GenerationStats& stats) = 0;
    virtual void onFailed(RequestId id, const Error& error) = 0;
};

// Of next tokens; see prompt_lookup.h. Answers are the same.
enum class Guessing
{
    Never,
    WhereItPays, // as measured
    Always       // whatever it costs
};

struct EngineOptions
{
    int contextTokens = 0;      // per request; 0: what the model was trained for, at most 8192
    std::size_t cacheBytes = 0; // of keys and values; 0: usualCacheBytes()
    std::shared_ptr<CacheBudget> budget = {}; // shared with other engines, in place of cacheBytes
    bool compactCache = false; // keys and values as Q8_0: about half the memory, slightly rounded
    // Most prompt tokens per step; fewer where they would take long.
    std::size_t prefillTokens = kUsualPrefillTokens;
    std::size_t queueLength = 256; // requests that wait; beyond it submit() ends in onFailed(Busy)
    std::size_t runningRequests = 64;
    Guessing guessing = Guessing::WhereItPays;
    std::shared_ptr<PageFolder> disk = {}; // where pages outlive the program; null: nowhere
};

// A quarter of the machine's memory.
std::size_t usualCacheBytes();

// Tokens that were computed on the guess that they come next, and those that did.
struct GuessCounts
{
    std::size_t guessed = 0;
    std::size_t accepted = 0;
};

class Engine
{
public:
    // team and observer must outlive the engine. Fails with OutOfMemory or InvalidArgument.
    static Result<std::unique_ptr<Engine>> create(std::shared_ptr<const LoadedModel> model,
                                                  const EngineOptions& options,
                                                  WorkerTeam& team,
                                                  EngineObserver& observer);
    ~Engine();

    void submit(RequestId id, GenerationRequest request);
    void cancel(RequestId id); // takes effect in the next step; idempotent

    // Computes one batch. Returns whether there is more to do. promptMs: how long it may take
    // because of prompts, about; twice this is what a short request waits beside a long one at
    // most. Where the model's file lost bytes since it was mapped, all requests fail with Io
    // instead, present and later ones.
    static constexpr double kPromptMs = 100;
    bool step(double promptMs = kPromptMs);

    // Saves one page that is to outlive the program, of requests with keepOnDisk. Returns whether
    // there may be more. For moments without other work; same thread as step().
    bool saveOnePage();

    // Both on the thread that drives the engine: end requests as Cancelled, all or those that
    // nobody has asked for yet. What those have computed so far stays in the cache.
    void cancelAll();
    void dropWorkAhead();

    const LoadedModel& model() const { return *m_model; }
    std::shared_ptr<const LoadedModel> sharedModel() const { return m_model; }
    ModelInfo info() const;
    int contextTokens() const { return m_contextTokens; }
    std::size_t cacheBytesPerToken() const; // keys and values of a further one, beyond all windows
    GuessCounts guessCounts() const { return m_guessCounts; } // on the thread of step()

private:
    struct Waiting
    {
        RequestId id;
        GenerationRequest request;
        std::vector<TokenId> ids; // filled when it is first looked at
    };

    Engine(std::shared_ptr<const LoadedModel> model,
           const EngineOptions& options,
           int contextTokens,
           KvPool pool,
           WorkerTeam& team,
           EngineObserver& observer);

    void takeInbox();
    void admitWaiting();
    Result<std::vector<TokenId>> checkedPrompt(const GenerationRequest& request) const;
    bool admit(Waiting& waiting);
    void buildBatch(double promptMs);
    void addPrompts(std::vector<RunningRequest*> prefilling, double promptMs);
    void addDecoding(const std::vector<RunningRequest*>& decoding, bool isAlone);
    void guess(RunningRequest& running, std::size_t most);
    void addRows(RunningRequest& running, std::size_t& budget);
    void adoptKnownPages(RunningRequest& running);
    bool loadKnownPages(RunningRequest& running, std::size_t& budget);
    PageId takePage(RunningRequest& running);
    void unreserve(RunningRequest& running, std::size_t pages);
    std::vector<PageId> seenFrom(std::size_t position, std::span<const PageId> pages) const;
    void holdWindow(RunningRequest& running);
    void computeBatch();
    void consumeLogits(std::span<const float> logits);
    std::size_t consumeRows(RunningRequest& running, std::span<const float> logits);
    void consumeToken(RunningRequest& running, TokenId token);
    void rememberPages(RunningRequest& running);
    void rememberPages(RunningRequest& running, PrefixCache::Keep keep);
    void finish(RunningRequest& running, FinishReason reason);
    void releasePages(RunningRequest& running);
    bool refuseIfDamaged();

    const std::shared_ptr<const LoadedModel> m_model;
    const EngineOptions m_options;
    const int m_contextTokens;
    EngineObserver& m_observer;
    KvPool m_pool;
    PrefixCache m_prefixes;
    std::optional<PageStore> m_disk;
    ForwardPass m_forward;

    std::mutex m_mutex; // guards the inbox, which any thread fills
    std::deque<Waiting> m_inbox;
    std::vector<RequestId> m_cancelled;

    std::deque<Waiting> m_waiting;
    std::vector<std::unique_ptr<RunningRequest>> m_running;
    std::size_t m_reservedPages = 0; // that running requests may still take
    std::vector<BatchRow> m_batch;
    std::vector<RunningRequest*> m_logitOwners; // of the batch's rows that want logits, in order
    bool m_hasPrompts = false;                  // the present batch
    StepCosts m_costs;
    GuessCounts m_guessCounts;
};

} // namespace core
