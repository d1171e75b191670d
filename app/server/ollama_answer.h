// The answers of Ollama's API, one JSON object a line; a whole answer is its last line alone.
#pragma once

#include "app/server/answer_writer.h"
#include "app/server/completion_request.h"

#include <chrono>
#include <string>
#include <vector>

namespace app {

class OllamaAnswer final : public AnswerWriter
{
public:
    // format: OllamaChat or OllamaGenerate. created: Unix time, seconds.
    OllamaAnswer(WireFormat format, const std::string& model, std::int64_t created);

    StreamForm streamForm() const override { return kJsonLines; }
    std::string opening(int) override { return {}; }
    std::string piece(const core::AnswerParts& parts,
                      std::size_t firstCall,
                      int choice,
                      const ScoredPiece* scored) override;
    std::string finish(const ChoiceEnd& end, int choice, const std::string& session) override;
    std::string closing(const core::GenerationStats&) override { return {}; }
    std::string failure(const ApiError& error) override;
    std::string whole(const std::vector<ChoiceEnd>& choices,
                      const core::GenerationStats& total,
                      const std::string& session) override;

    // To a request that only asks for the model, which is loaded.
    std::string loaded() const;

private:
    Json object(const core::AnswerParts& parts) const;
    std::string last(const ChoiceEnd& end, const core::AnswerParts& parts) const;

    const bool m_isChat;
    const std::string m_model;
    const std::string m_created;
    const std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

// "2026-01-31T12:00:00Z"
std::string utcTime(std::int64_t unixSeconds);

// The name a model has in Ollama's API: with a tag, as all have there.
std::string ollamaName(const std::string& modelId);

} // namespace app
