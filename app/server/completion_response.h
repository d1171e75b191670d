// The answers of /v1/chat/completions and /v1/completions as JSON text, whole and in chunks.
//
// Pure, immutable after construction, thread-safe. Each function returns one line without line
// ends.
#pragma once

#include "app/server/completion_request.h"

#include "core/engine/types.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace app {

// What every object of one response repeats.
struct ResponseIdentity
{
    std::string id;           // "chatcmpl-…" or "cmpl-…"
    std::int64_t created = 0; // Unix time, seconds
    std::string model;
    std::string fingerprint; // changes with engine, model and kernels
};

class CompletionResponse
{
public:
    // withUsage: the client asked for a usage chunk, so the other chunks carry "usage": null.
    CompletionResponse(CompletionKind kind, ResponseIdentity identity, bool withUsage);

    std::string openingChunk() const; // role and empty content; of a text completion: empty text
    std::string textChunk(std::string_view text) const;
    std::string finishChunk(core::FinishReason reason) const;
    std::string usageChunk(const core::GenerationStats& stats) const;

    std::string whole(std::string_view text,
                      core::FinishReason reason,
                      const core::GenerationStats& stats) const;

private:
    CompletionKind m_kind;
    ResponseIdentity m_identity;
    bool m_withUsage;
};

// "stop" or "length"; the protocol has no word for Cancelled, which ends as an error.
std::string_view finishReasonName(core::FinishReason reason);

// Of engine version, model and kernels: "fp_" and hexadecimal digits.
std::string systemFingerprint(std::string_view version, const core::ModelInfo& model);

// The name under which the endpoint serves a model: its file's name without ".gguf", or its
// folder's.
std::string modelId(const core::ModelInfo& model);

// {"object":"list","data":[…]} and its one element.
std::string modelListJson(const core::ModelInfo* model, std::int64_t created);
std::string modelJson(const core::ModelInfo& model, std::int64_t created);

} // namespace app
