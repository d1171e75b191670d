#include "app/server/responses_request.h"

#include "app/server/chat_messages.h"

#include <fmt/format.h>

#include <utility>

namespace app {

namespace {

ApiResult<core::ToolCall> readCall(const Json& item, const std::string& path)
{
    FieldReader fields(item, path);
    core::ToolCall call;
    call.id = fields.string("call_id").value_or(std::string());
    call.name = fields.string("name").value_or(std::string());
    if (call.name.empty())
        fields.fail("name", "must be a string that is not empty");
    call.argumentsJson = fields.string("arguments").value_or("{}");
    if (!parseJsonObject(call.argumentsJson))
        fields.fail("arguments", "must be a string that holds a JSON object");
    if (fields.error())
        return tl::unexpected(*fields.error());
    return call;
}

// An item of the input as a message of a chat. What an assistant said and the calls that follow it
// are one message to templates.
std::optional<ApiError>
readItem(const Json& item, const std::string& path, std::vector<core::ChatMessage>& messages)
{
    if (!item.is_object())
        return invalidField(path, path + " must be an object.");
    FieldReader fields(item, path);
    const std::string type = fields.string("type").value_or("message");
    if (type == "reasoning") // not shown to models again
        return {};
    if (type == "function_call") {
        ApiResult<core::ToolCall> call = readCall(item, path);
        if (!call)
            return call.error();
        if (messages.empty() || messages.back().role != core::Role::Assistant)
            messages.push_back({.role = core::Role::Assistant});
        messages.back().toolCalls.push_back(std::move(*call));
        return {};
    }
    Json message = item;
    if (type == "function_call_output") {
        const Json* output = fields.find("output");
        message = Json{{"role", "tool"},
                       {"tool_call_id", fields.string("call_id").value_or(std::string())},
                       {"content", output != nullptr ? *output : Json("")}};
    } else if (type != "message") {
        fields.fail("type", "must be message, function_call, function_call_output or reasoning");
        return fields.error();
    }
    ApiResult<core::ChatMessage> read = readMessage(message, path);
    if (!read)
        return read.error();
    addMessage(messages, std::move(*read));
    return {};
}

ApiResult<std::vector<core::ChatMessage>> readInput(FieldReader& fields)
{
    std::vector<core::ChatMessage> result;
    std::string instructions = fields.string("instructions").value_or(std::string());
    if (!instructions.empty())
        result.push_back({.role = core::Role::System, .content = std::move(instructions)});
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
        if (std::optional<ApiError> error =
                readItem((*input)[i], fmt::format("input[{}]", i), result))
            return tl::unexpected(std::move(*error));
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
    readSettings(fields, request, {.stop = "stop", .limit = "max_output_tokens"});
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
