#include "app/server/anthropic_answer.h"

#include "core/base/json_line.h"

#include <fmt/format.h>

#include <utility>

namespace app {

namespace {

std::string event(const Json& data)
{
    return fmt::format("event: {}\ndata: {}\n\n",
                       data["type"].get_ref<const std::string&>(),
                       core::jsonLine(data));
}

// What was read from the cache is counted apart.
Json usage(const core::GenerationStats& stats)
{
    return {{"input_tokens", stats.promptTokens - stats.cachedTokens},
            {"cache_creation_input_tokens", 0},
            {"cache_read_input_tokens", stats.cachedTokens},
            {"output_tokens", stats.completionTokens}};
}

Json textBlock(const std::string& text)
{
    return {{"type", "text"}, {"text", text}};
}

Json thinkingBlock(const std::string& text)
{
    return {{"type", "thinking"}, {"thinking", text}, {"signature", ""}};
}

} // namespace

AnthropicAnswer::AnthropicAnswer(ResponseIdentity identity, std::string stop)
    : m_identity(std::move(identity))
    , m_stop(std::move(stop))
{
}

Json AnthropicAnswer::message(Json content) const
{
    return {{"id", "msg_" + m_identity.id},
            {"type", "message"},
            {"role", "assistant"},
            {"model", m_identity.model},
            {"content", std::move(content)},
            {"stop_reason", nullptr},
            {"stop_sequence", nullptr},
            {"usage", usage({})}};
}

Json AnthropicAnswer::call(const core::ToolCall& call, std::size_t index) const
{
    return {{"type", "tool_use"},
            {"id", fmt::format("toolu_{}_{}", m_identity.id, index)},
            {"name", call.name},
            {"input", Json::object()}};
}

void AnthropicAnswer::addStop(Json& object, const ChoiceEnd& end, bool calledTools) const
{
    const bool isStopString = end.reason == core::FinishReason::StopString;
    object["stop_reason"] = end.reason == core::FinishReason::Length ? "max_tokens"
                            : calledTools                            ? "tool_use"
                            : isStopString                           ? "stop_sequence"
                                                                     : "end_turn";
    object["stop_sequence"] = isStopString && !m_stop.empty() ? Json(m_stop) : Json(nullptr);
}

std::string AnthropicAnswer::opening(int /*choice*/)
{
    return event({{"type", "message_start"}, {"message", message(Json::array())}});
}

std::string AnthropicAnswer::endBlock()
{
    if (std::exchange(m_open, {}).empty())
        return {};
    return event({{"type", "content_block_stop"}, {"index", m_blocks - 1}});
}

std::string AnthropicAnswer::openBlock(Json block)
{
    std::string result = endBlock();
    m_open = block["type"].get<std::string>();
    return result + event({{"type", "content_block_start"},
                           {"index", m_blocks++},
                           {"content_block", std::move(block)}});
}

std::string
AnthropicAnswer::delta(std::string_view type, std::string_view field, const std::string& text)
{
    Json delta{{"type", type}};
    delta[std::string(field)] = text;
    return event(
        {{"type", "content_block_delta"}, {"index", m_blocks - 1}, {"delta", std::move(delta)}});
}

std::string AnthropicAnswer::piece(const core::AnswerParts& parts,
                                   std::size_t firstCall,
                                   int /*choice*/,
                                   const ScoredPiece* /*scored*/)
{
    std::string result;
    if (!parts.reasoning.empty()) {
        if (m_open != "thinking")
            result += openBlock(thinkingBlock({}));
        result += delta("thinking_delta", "thinking", parts.reasoning);
    }
    if (!parts.content.empty()) {
        if (m_open != "text")
            result += openBlock(textBlock({}));
        result += delta("text_delta", "text", parts.content);
    }
    for (const core::ToolCall& each : parts.toolCalls) {
        result += openBlock(call(each, firstCall++));
        result += delta("input_json_delta", "partial_json", each.argumentsJson);
        m_calledTools = true;
    }
    return result;
}

std::string
AnthropicAnswer::finish(const ChoiceEnd& end, int /*choice*/, const std::string& /*session*/)
{
    Json last{{"type", "message_delta"}, {"delta", Json::object()}, {"usage", usage(end.stats)}};
    addStop(last["delta"], end, m_calledTools);
    if (!end.receipt.empty())
        last["fireside"] = Json::parse(end.receipt);
    return endBlock() + event(last);
}

std::string AnthropicAnswer::closing(const core::GenerationStats& /*total*/)
{
    return event({{"type", "message_stop"}});
}

std::string AnthropicAnswer::failure(const ApiError& error)
{
    return fmt::format("event: error\ndata: {}\n\n", errorJson(error, ErrorForm::Typed));
}

std::string AnthropicAnswer::whole(const std::vector<ChoiceEnd>& choices,
                                   const core::GenerationStats& total,
                                   const std::string& /*session*/)
{
    const ChoiceEnd& end = choices.front();
    Json content = Json::array();
    if (!end.parts.reasoning.empty())
        content.push_back(thinkingBlock(end.parts.reasoning));
    if (!end.parts.content.empty())
        content.push_back(textBlock(end.parts.content));
    for (std::size_t i = 0; i < end.parts.toolCalls.size(); ++i) {
        content.push_back(call(end.parts.toolCalls[i], i));
        content.back()["input"] = Json::parse(end.parts.toolCalls[i].argumentsJson);
    }
    Json result = message(std::move(content));
    addStop(result, end, !end.parts.toolCalls.empty());
    result["usage"] = usage(total);
    if (!end.receipt.empty())
        result["fireside"] = Json::parse(end.receipt);
    return core::jsonLine(result);
}

} // namespace app
