#include "app/server/responses_answer.h"

#include "core/base/json_line.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace app {

namespace {

Json partOf(bool isReasoning, const std::string& text)
{
    if (isReasoning)
        return {{"type", "reasoning_text"}, {"text", text}};
    return {{"type", "output_text"}, {"text", text}, {"annotations", Json::array()}};
}

std::string_view statusOf(const ChoiceEnd& end)
{
    return end.reason == core::FinishReason::Length ? "incomplete" : "completed";
}

// 0.7, where the nearest number of 32 bits would be written with all its digits.
double shortNumber(float value)
{
    return std::round(static_cast<double>(value) * 1e4) / 1e4;
}

// Tools as the client wrote them: the function is the tool.
Json toolsOf(const core::GenerationRequest& request)
{
    Json result = Json::array();
    const auto* chat = std::get_if<core::ChatPrompt>(&request.prompt);
    if (chat == nullptr || chat->toolsJson.empty())
        return result;
    for (const Json& tool : Json::parse(chat->toolsJson)) {
        Json function = tool["function"];
        function["type"] = "function";
        result.push_back(std::move(function));
    }
    return result;
}

} // namespace

ResponsesAnswer::ResponsesAnswer(ResponseIdentity identity, const core::GenerationRequest& request)
    : m_identity(std::move(identity))
    , m_asked{
          {"temperature", shortNumber(request.sampling.temperature)},
          {"top_p", shortNumber(request.sampling.topP)},
          {"max_output_tokens", request.maxTokens > 0 ? Json(request.maxTokens) : Json(nullptr)},
          {"parallel_tool_calls", true},
          {"tool_choice", "auto"},
          {"tools", toolsOf(request)}}
{
}

std::string ResponsesAnswer::event(std::string_view type, Json fields)
{
    Json data{{"type", type}, {"sequence_number", m_events++}};
    data.update(fields);
    return fmt::format("event: {}\ndata: {}\n\n", type, core::jsonLine(data));
}

Json ResponsesAnswer::response(std::string_view status) const
{
    Json result{{"id", "resp_" + m_identity.id},
                {"object", "response"},
                {"created_at", m_identity.created},
                {"status", status},
                {"error", nullptr},
                {"incomplete_details", nullptr},
                {"model", m_identity.model},
                {"output", m_items},
                {"previous_response_id", nullptr},
                {"store", false},
                {"metadata", Json::object()},
                {"usage", nullptr}};
    result.update(m_asked);
    return result;
}

Json ResponsesAnswer::ended(const ChoiceEnd& end) const
{
    Json result = response(statusOf(end));
    if (end.reason == core::FinishReason::Length)
        result["incomplete_details"] = {{"reason", "max_output_tokens"}};
    result["usage"] = {{"input_tokens", end.stats.promptTokens},
                       {"input_tokens_details", {{"cached_tokens", end.stats.cachedTokens}}},
                       {"output_tokens", end.stats.completionTokens},
                       {"output_tokens_details", {{"reasoning_tokens", 0}}},
                       {"total_tokens", end.stats.promptTokens + end.stats.completionTokens}};
    if (!end.receipt.empty())
        result["fireside"] = Json::parse(end.receipt);
    return result;
}

std::string ResponsesAnswer::itemId(std::string_view prefix) const
{
    return fmt::format("{}_{}_{}", prefix, m_identity.id, m_items.size());
}

Json ResponsesAnswer::textItem(Kind kind, const std::string& text, std::string_view status) const
{
    Json content = Json::array();
    if (!text.empty())
        content.push_back(partOf(kind == Kind::Reasoning, text));
    if (kind == Kind::Reasoning)
        return {{"id", itemId("rs")},
                {"type", "reasoning"},
                {"summary", Json::array()},
                {"content", std::move(content)},
                {"status", status}};
    return {{"id", itemId("msg")},
            {"type", "message"},
            {"role", "assistant"},
            {"content", std::move(content)},
            {"status", status}};
}

Json ResponsesAnswer::callItem(const core::ToolCall& call, std::string_view status) const
{
    const bool isComplete = status == "completed";
    return {{"id", itemId("fc")},
            {"type", "function_call"},
            {"call_id", itemId("call")},
            {"name", call.name},
            {"arguments", isComplete ? call.argumentsJson : std::string()},
            {"status", status}};
}

std::string ResponsesAnswer::opening(int /*choice*/)
{
    std::string result = event("response.created", {{"response", response("in_progress")}});
    result += event("response.in_progress", {{"response", response("in_progress")}});
    return result;
}

std::string ResponsesAnswer::addText(Kind kind, const std::string& text)
{
    std::string result;
    const bool isReasoning = kind == Kind::Reasoning;
    if (m_open != kind) {
        result += endText();
        m_open = kind;
        const Json item = textItem(kind, {}, "in_progress");
        result +=
            event("response.output_item.added", {{"output_index", m_items.size()}, {"item", item}});
        result += event("response.content_part.added",
                        {{"item_id", item["id"]},
                         {"output_index", m_items.size()},
                         {"content_index", 0},
                         {"part", partOf(isReasoning, {})}});
    }
    m_text += text;
    Json fields{{"item_id", itemId(isReasoning ? "rs" : "msg")},
                {"output_index", m_items.size()},
                {"content_index", 0},
                {"delta", text}};
    if (!isReasoning)
        fields["logprobs"] = Json::array();
    return result +
           event(isReasoning ? "response.reasoning_text.delta" : "response.output_text.delta",
                 std::move(fields));
}

std::string ResponsesAnswer::endText(std::string_view status)
{
    const Kind kind = std::exchange(m_open, Kind::None);
    if (kind == Kind::None)
        return {};
    const bool isReasoning = kind == Kind::Reasoning;
    const std::string text = std::exchange(m_text, {});
    Json item = textItem(kind, text, status);
    const Json place{
        {"item_id", item["id"]}, {"output_index", m_items.size()}, {"content_index", 0}};
    Json done = place;
    done["text"] = text;
    if (!isReasoning)
        done["logprobs"] = Json::array();
    Json part = place;
    part["part"] = item["content"][0];
    std::string result =
        event(isReasoning ? "response.reasoning_text.done" : "response.output_text.done",
              std::move(done));
    result += event("response.content_part.done", std::move(part));
    result +=
        event("response.output_item.done", {{"output_index", m_items.size()}, {"item", item}});
    m_items.push_back(std::move(item));
    return result;
}

std::string ResponsesAnswer::addCall(const core::ToolCall& call)
{
    Json item = callItem(call, "completed");
    const Json place{{"item_id", item["id"]}, {"output_index", m_items.size()}};
    Json delta = place, done = place;
    delta["delta"] = call.argumentsJson;
    done["arguments"] = call.argumentsJson;
    done["name"] = call.name;
    std::string result =
        event("response.output_item.added",
              {{"output_index", m_items.size()}, {"item", callItem(call, "in_progress")}});
    result += event("response.function_call_arguments.delta", std::move(delta));
    result += event("response.function_call_arguments.done", std::move(done));
    result +=
        event("response.output_item.done", {{"output_index", m_items.size()}, {"item", item}});
    m_items.push_back(std::move(item));
    return result;
}

std::string ResponsesAnswer::piece(const core::AnswerParts& parts,
                                   std::size_t /*firstCall*/,
                                   int /*choice*/,
                                   const ScoredPiece* /*scored*/)
{
    std::string result;
    if (!parts.reasoning.empty())
        result += addText(Kind::Reasoning, parts.reasoning);
    if (!parts.content.empty())
        result += addText(Kind::Text, parts.content);
    for (const core::ToolCall& call : parts.toolCalls) {
        result += endText();
        result += addCall(call);
    }
    return result;
}

std::string
ResponsesAnswer::finish(const ChoiceEnd& end, int /*choice*/, const std::string& /*session*/)
{
    std::string result = endText(statusOf(end));
    const Json last = ended(end);
    return result + event("response." + last["status"].get<std::string>(), {{"response", last}});
}

std::string ResponsesAnswer::failure(const ApiError& error)
{
    // The second spelling is the one that OpenAI's clients raise.
    Json fields = Json::parse(errorJson(error));
    fields["code"] = fields["error"]["code"];
    fields["message"] = fields["error"]["message"];
    fields["param"] = fields["error"]["param"];
    return event("error", std::move(fields));
}

std::string ResponsesAnswer::whole(const std::vector<ChoiceEnd>& choices,
                                   const core::GenerationStats& /*total*/,
                                   const std::string& /*session*/)
{
    const ChoiceEnd& end = choices.front();
    static_cast<void>(piece(end.parts, 0, 0, nullptr));
    static_cast<void>(endText(statusOf(end)));
    return core::jsonLine(ended(end));
}

} // namespace app
