// The answers of /v1/chat/completions and /v1/completions as JSON text, whole and in chunks.
//
// Pure, immutable after construction, thread-safe. Each function returns one line without line
// ends.
#pragma once

#include "app/server/completion_request.h"
#include "app/server/log_probs_json.h"

#include "core/engine/types.h"
#include "core/prompt/answer_reader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace app {

// What every object of one response repeats.
struct ResponseIdentity
{
    std::string id;           // "chatcmpl-…" or "cmpl-…"
    std::int64_t created = 0; // Unix time, seconds
    std::string model;
    std::string fingerprint; // changes with engine, model and kernels
};

// How one choice ended.
struct ChoiceEnd
{
    core::FinishReason reason = core::FinishReason::EndOfTurn;
    std::string text = {};        // all of a text completion that is sent whole
    core::AnswerParts parts = {}; // likewise of a chat
    bool calledTools = false;
    std::optional<ScoredPiece> scored = std::nullopt; // tokens that have not been sent yet
    std::string receipt = {};                         // JSON for the field "fireside"; empty: none
};

class CompletionResponse
{
public:
    // withUsage: the client asked for a usage chunk, so the other chunks carry "usage": null.
    CompletionResponse(CompletionKind kind, ResponseIdentity identity, bool withUsage);

    // choice: index of the answer, where several were asked for.
    std::string
    openingChunk(int choice = 0) const; // role and empty content; of a text completion: empty text
    std::string
    textChunk(std::string_view text, int choice = 0, const ScoredPiece* scored = nullptr) const;
    // firstCall: how many calls of tools this answer has had before.
    std::string partsChunk(const core::AnswerParts& parts,
                           std::size_t firstCall,
                           int choice = 0,
                           const ScoredPiece* scored = nullptr) const;
    // session: JSON for the field of this name; empty: none.
    std::string
    finishChunk(const ChoiceEnd& end, int choice = 0, const std::string& session = {}) const;
    std::string usageChunk(const core::GenerationStats& stats) const;

    std::string whole(const std::vector<ChoiceEnd>& choices,
                      const core::GenerationStats& stats,
                      const std::string& session = {}) const;

private:
    Json message(const core::AnswerParts& parts, int choice) const;
    std::string callId(int choice, std::size_t call) const;

    CompletionKind m_kind;
    ResponseIdentity m_identity;
    bool m_withUsage;
};

// "stop", "length" or "tool_calls"; the protocol has no word for Cancelled, which ends as an error.
std::string_view finishReasonName(core::FinishReason reason, bool calledTools = false);

// Of engine version, model and kernels: "fp_" and hexadecimal digits.
std::string systemFingerprint(std::string_view version, const core::ModelInfo& model);

// The name under which the endpoint serves a model: its file's name without ".gguf", or its
// folder's.
std::string modelId(const core::ModelInfo& model);

// {"object":"list","data":[…]} and its one element.
std::string modelListJson(const std::vector<core::ModelInfo>& models, std::int64_t created);
std::string modelJson(const core::ModelInfo& model, std::int64_t created);

} // namespace app
