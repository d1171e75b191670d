// The answers of /v1/chat/completions and /v1/completions, whole and in chunks; and the models.
#pragma once

#include "app/server/answer_writer.h"
#include "app/server/completion_request.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace app {

class CompletionResponse final : public AnswerWriter
{
public:
    // withUsage: the client asked for a usage chunk, so the other chunks carry "usage": null.
    CompletionResponse(CompletionKind kind, ResponseIdentity identity, bool withUsage);

    StreamForm streamForm() const override { return kEventStream; }
    std::string opening(int choice) override; // role and empty content, or empty text
    std::string piece(const core::AnswerParts& parts,
                      std::size_t firstCall,
                      int choice,
                      const ScoredPiece* scored) override;
    std::string finish(const ChoiceEnd& end, int choice, const std::string& session) override;
    std::string closing(const core::GenerationStats& total) override; // usage, [DONE]
    std::string failure(const ApiError& error) override;
    std::string whole(const std::vector<ChoiceEnd>& choices,
                      const core::GenerationStats& total,
                      const std::string& session) override;

private:
    Json delta(const core::AnswerParts& parts, std::size_t firstCall, int choice) const;
    Json message(const core::AnswerParts& parts, int choice) const;
    std::string callId(int choice, std::size_t call) const;
    Json chunk(Json choices) const;

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
