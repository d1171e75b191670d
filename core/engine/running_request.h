// A request that the scheduler has taken up: what it has computed, the pages it holds, how it
// chooses tokens.
//
// Belongs to the engine and its thread.
#pragma once

#include "core/cache/kv_pool.h"
#include "core/cache/page_store.h"
#include "core/engine/loaded_model.h"
#include "core/engine/prompt_lookup.h"
#include "core/engine/receipt.h"
#include "core/engine/types.h"
#include "core/prompt/channel_text.h"
#include "core/sampling/sampler.h"
#include "core/sampling/stop_strings.h"
#include "core/tokenizer/stream_decoder.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace core {

// Tokens that a request holds at most, of its prompt and of the answer.
std::size_t mostTokens(const GenerationRequest& request, std::size_t promptTokens, int context);

struct RunningRequest
{
    using Clock = std::chrono::steady_clock;

    // model must outlive the object.
    RunningRequest(RequestId id,
                   const LoadedModel& model,
                   GenerationRequest&& request,
                   std::vector<TokenId>&& prompt);

    // Only the token that was chosen last is to be computed.
    bool isDecoding() const { return ids.size() > promptTokens || computed + 1 == ids.size(); }
    std::size_t remainingPrompt() const { return promptTokens - computed; }

    // Whether other is about to compute, as its own, the very page this one needs next: then
    // waiting for it costs less than computing the same twice.
    bool mayFollow(const RunningRequest& other) const;

    // The characters that a token, or the end, completes, before stop strings are looked for.
    std::string textOf(TokenId token);
    std::string restOfText();

    ScoredToken score(std::span<const float> logits, TokenId chosen) const;

    Receipt receipt(FinishReason reason, int contextTokens, bool compactCache) const;

    RequestId id;
    const LoadedModel& model;
    GenerationRequest request;
    std::vector<TokenId> ids; // prompt, then what was generated
    std::size_t promptTokens;
    std::size_t computed = 0;     // of ids, whose keys and values are stored
    std::size_t inBatch = 0;      // of ids, that the present batch computes
    std::vector<TokenId> guesses; // that the present batch computes behind ids
    GuessLength guessLength;
    std::size_t remembered = 0; // pages that the prefix cache knows, from the first on
    std::uint64_t knownVersion =
        0; // of the prefix cache, when it was last asked for more of this prompt
    std::size_t soughtOnDisk =
        0;                    // pages of the prompt that were looked for on disk, from the first on
    PageStore::Key diskKey{}; // of the first soughtOnDisk pages
    std::vector<PageId> pages;        // hold positions 0 … pages.size() * kPageTokens - 1
    std::vector<PageId> windowed;     // of those, whose parts of layers with a window it still sees
    std::size_t reserved = 0;         // pages it may still take
    std::size_t reservedWindowed = 0; // of those, for which the windowed part was set aside
    bool ended = false;
    Sampler sampler;
    StreamDecoder decoder;
    std::optional<ChannelText> channels; // of a conversation with a model that answers in them
    StopStrings stops;
    GenerationStats stats;
    Clock::time_point started = Clock::now();
    Clock::time_point decodeStarted;
};

} // namespace core
