// The answers of /v1/responses: a response of items, whole or as numbered events.
#pragma once

#include "app/server/answer_writer.h"
#include "app/server/json_request.h"

#include <string>
#include <string_view>
#include <vector>

namespace app {

class ResponsesAnswer final : public AnswerWriter
{
public:
    // identity.id: without the protocol's prefix.
    ResponsesAnswer(ResponseIdentity identity, const core::GenerationRequest& request);

    StreamForm streamForm() const override { return kEventStream; }
    std::string opening(int) override;
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

private:
    enum class Kind
    {
        None,
        Reasoning,
        Text
    };

    std::string event(std::string_view type, Json fields);
    Json response(std::string_view status) const; // with the items so far
    Json ended(const ChoiceEnd& end) const;
    std::string itemId(std::string_view prefix) const; // of the item that comes next
    Json textItem(Kind kind, const std::string& text, std::string_view status) const;
    Json callItem(const core::ToolCall& call, std::string_view status) const;
    std::string addText(Kind kind, const std::string& text);
    std::string endText(std::string_view status = "completed");
    std::string addCall(const core::ToolCall& call);

    const ResponseIdentity m_identity;
    Json m_asked;                 // what the response repeats of its request
    Json m_items = Json::array(); // complete ones
    Kind m_open = Kind::None;     // of the item that is being sent
    std::string m_text;           // its text so far
    int m_events = 0;
};

} // namespace app
