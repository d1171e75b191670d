#include "app/server/responses_request.h"

#include "app/server/chat_messages.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

namespace app {

namespace {

// An item of the input as a message of a chat.
ApiResult<core::ChatMessage> readItem(const Json& item, const std::string& path)
{
    if (!item.is_object())
        return wrongField(path, "must be an object");
    FieldReader fields(item, path);
    const std::string type = fields.string("type").value_or("message");
    if (type == "message")
        return readMessage(item, path);
    const std::string call = fields.string("call_id").value_or(std::string());
    if (type == "function_call") {
        const Json* arguments = fields.find("arguments");
        const Json function{{"name", fields.string("name").value_or(std::string())},
                            {"arguments", arguments != nullptr ? *arguments : Json(nullptr)}};
        const Json calls = Json::array({Json{{"id", call}, {"function", function}}});
        return readMessage(Json{{"role", "assistant"}, {"tool_calls", calls}}, path);
    }
    if (type == "function_call_output") {
        const Json* output = fields.find("output");
        return readMessage(Json{{"role", "tool"},
                                {"tool_call_id", call},
                                {"content", output != nullptr ? *output : Json("")}},
                           path);
    }
    return wrongField(path + ".type",
                      "must be message, function_call, function_call_output or reasoning");
}

// What an assistant said and the calls that follow it are one message to templates.
bool isContinued(const std::vector<core::ChatMessage>& messages, const core::ChatMessage& next)
{
    return !messages.empty() && messages.back().role == core::Role::Assistant &&
           next.role == core::Role::Assistant && !next.toolCalls.empty();
}

ApiResult<std::vector<core::ChatMessage>> readInput(FieldReader& fields)
{
    std::vector<core::ChatMessage> result;
    if (const std::optional<std::string> instructions = fields.string("instructions"))
        result.push_back({.role = core::Role::System, .content = *instructions});
    const Json* input = fields.find("input");
    if (input != nullptr && input->is_string()) {
        result.push_back({.role = core::Role::User, .content = input->get<std::string>()});
        return result;
    }
    if (input == nullptr || !input->is_array() || input->empty())
        return wrongField("input", "must be a string or an array with at least one item");
    if (input->size() > kMostMessages)
        return wrongField("input", fmt::format("must hold at most {} items", kMostMessages));
    for (std::size_t i = 0; i < input->size(); ++i) {
        const Json& item = (*input)[i];
        if (item.is_object() && item.contains("type") && item["type"] == "reasoning")
            continue; // not shown to models again
        ApiResult<core::ChatMessage> message = readItem(item, fmt::format("input[{}]", i));
        if (!message)
            return tl::unexpected(std::move(message.error()));
        if (isContinued(result, *message))
            result.back().toolCalls.push_back(std::move(message->toolCalls.front()));
        else
            addMessage(result, std::move(*message));
    }
    return result;
}

// Functions stand in an object of their own for templates; here they are the tool.
ApiResult<std::string> readFunctions(FieldReader& fields)
{
    Json request = Json::object();
    if (const Json* choice = fields.find("tool_choice"))
        request["tool_choice"] = *choice;
    const Json* tools = fields.find("tools");
    if (tools == nullptr)
        return readTools(request);
    if (!tools->is_array())
        return wrongField("tools", "must be an array");
    request["tools"] = Json::array();
    for (Json tool : *tools) {
        if (tool.is_object() && tool.contains("type") && tool["type"] == "function") {
            tool.erase("type");
            tool = Json{{"type", "function"}, {"function", std::move(tool)}};
        }
        request["tools"].push_back(std::move(tool));
    }
    return readTools(request);
}

void refuseUnsupported(FieldReader& fields)
{
    for (const char* name : {"previous_response_id", "conversation"}) {
        if (fields.find(name) != nullptr)
            fields.fail(name,
                        "must be left out: no response is stored here; send all of the input");
    }
    if (fields.boolean("background").value_or(false))
        fields.fail("background", "must be false: no response is stored here");
    const Json* text = fields.find("text");
    const Json* format =
        text != nullptr && text->is_object() ? FieldReader(*text).find("format") : nullptr;
    if (format != nullptr &&
        (!format->is_object() || FieldReader(*format).string("type") != "text"))
        fields.fail("text.format",
                    "must be {\"type\": \"text\"}: this version cannot force a form");
}

std::string readEffort(FieldReader& fields)
{
    const Json* reasoning = fields.find("reasoning");
    if (reasoning == nullptr)
        return {};
    if (!reasoning->is_object()) {
        fields.fail("reasoning", "must be an object");
        return {};
    }
    const std::optional<std::string> effort = FieldReader(*reasoning).string("effort");
    if (!effort)
        return {};
    return *effort == "none" ? R"({"enable_thinking":false})" : R"({"enable_thinking":true})";
}

} // namespace

ApiResult<CompletionRequest> parseResponsesRequest(std::string_view body)
{
    const ApiResult<Json> json = parseJsonObject(body);
    if (!json)
        return tl::unexpected(json.error());
    FieldReader fields(*json);
    CompletionRequest request;
    request.format = WireFormat::Responses;
    readIdentity(fields, request);
    readSampling(fields, request);
    request.stream = fields.boolean("stream").value_or(false);
    if (const auto limit = fields.integer("max_output_tokens", 1, std::numeric_limits<int>::max()))
        request.generation.maxTokens = static_cast<int>(*limit);
    refuseUnsupported(fields);
    core::ChatPrompt prompt;
    prompt.variablesJson = readEffort(fields);
    ApiResult<std::string> tools = readFunctions(fields);
    if (!tools)
        return tl::unexpected(std::move(tools.error()));
    prompt.toolsJson = std::move(*tools);
    ApiResult<std::vector<core::ChatMessage>> messages = readInput(fields);
    if (!messages)
        return tl::unexpected(std::move(messages.error()));
    if (fields.error())
        return tl::unexpected(*fields.error());
    prompt.messages = std::move(*messages);
    request.generation.prompt = std::move(prompt);
    return request;
}

} // namespace app
