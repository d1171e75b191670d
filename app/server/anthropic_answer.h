// The answers of Anthropic's Messages API: a message of blocks, whole or as named events.
#pragma once

#include "app/server/answer_writer.h"
#include "app/server/json_request.h"

#include <string>
#include <string_view>
#include <vector>

namespace app {

class AnthropicAnswer final : public AnswerWriter
{
public:
    // identity.id: without the protocol's prefix. stop: the stop sequence, where there is just one.
    AnthropicAnswer(ResponseIdentity identity, std::string stop);

    StreamForm streamForm() const override { return kEventStream; }
    std::string opening(int) override;
    std::string piece(const core::AnswerParts& parts,
                      std::size_t firstCall,
                      int choice,
                      const ScoredPiece* scored) override;
    std::string finish(const ChoiceEnd& end, int choice, const std::string& session) override;
    std::string closing(const core::GenerationStats&) override;
    std::string failure(const ApiError& error) override;
    std::string whole(const std::vector<ChoiceEnd>& choices,
                      const core::GenerationStats& total,
                      const std::string& session) override;

private:
    Json message(Json content) const;
    Json call(const core::ToolCall& call, std::size_t index) const;
    void addStop(Json& object, const ChoiceEnd& end, bool calledTools) const;
    std::string delta(std::string_view type, std::string_view field, const std::string& text);
    std::string openBlock(Json block); // ends the one before
    std::string endBlock();

    const ResponseIdentity m_identity;
    const std::string m_stop;
    std::string m_open; // type of the block that is being sent; empty: none
    int m_blocks = 0;   // begun
    bool m_calledTools = false;
};

} // namespace app
