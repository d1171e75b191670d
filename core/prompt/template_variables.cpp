#include "core/prompt/chat_template.h"

#include <utility>

namespace core {

namespace {

using Json = nlohmann::ordered_json;

// Parses text that must be JSON of the given type; what names it in the error.
Result<Json> parseJson(std::string_view text, Json::value_t type, std::string_view what)
{
    Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    const std::string_view wanted = type == Json::value_t::array ? "array" : "object";
    if (json.is_discarded())
        return fail(ErrorCode::InvalidArgument,
                    "{}: expected a JSON {}, found text that is not JSON",
                    what,
                    wanted);
    if (json.type() != type) {
        return fail(ErrorCode::InvalidArgument,
                    "{}: expected a JSON {}, found a JSON {}",
                    what,
                    wanted,
                    json.type_name());
    }
    return json;
}

Result<Json> toolCallVariables(const ToolCall& call)
{
    auto arguments = parseJson(call.argumentsJson.empty() ? "{}" : call.argumentsJson,
                               Json::value_t::object,
                               "the arguments of the tool call '" + call.name + "'");
    if (!arguments)
        return fail(std::move(arguments.error()));
    Json made = Json::object();
    if (!call.id.empty())
        made["id"] = call.id;
    made["type"] = "function";
    made["function"] = {{"name", call.name}, {"arguments", std::move(*arguments)}};
    return made;
}

Result<Json> messageVariables(const ChatMessage& message)
{
    Json made = Json::object();
    made["role"] = roleName(message.role);
    if (!message.name.empty())
        made["name"] = message.name;
    if (!message.toolCallId.empty())
        made["tool_call_id"] = message.toolCallId;
    made["content"] = message.content;
    if (message.toolCalls.empty())
        return made;
    Json calls = Json::array();
    for (const ToolCall& call : message.toolCalls) {
        auto variables = toolCallVariables(call);
        if (!variables)
            return fail(std::move(variables.error()));
        calls.push_back(std::move(*variables));
    }
    made["tool_calls"] = std::move(calls);
    return made;
}

} // namespace

Result<Json>
templateVariables(const ChatPrompt& prompt, std::string_view bosToken, std::string_view eosToken)
{
    Json variables = Json::object();
    variables["bos_token"] = bosToken;
    variables["eos_token"] = eosToken;
    Json messages = Json::array();
    for (const ChatMessage& message : prompt.messages) {
        auto made = messageVariables(message);
        if (!made)
            return fail(std::move(made.error()));
        messages.push_back(std::move(*made));
    }
    variables["messages"] = std::move(messages);
    if (!prompt.toolsJson.empty()) {
        auto tools = parseJson(prompt.toolsJson, Json::value_t::array, "tools");
        if (!tools)
            return fail(std::move(tools.error()));
        variables["tools"] = std::move(*tools);
    }
    variables["add_generation_prompt"] = prompt.addGenerationPrompt;
    if (!prompt.variablesJson.empty()) {
        auto more =
            parseJson(prompt.variablesJson, Json::value_t::object, "the template's variables");
        if (!more)
            return fail(std::move(more.error()));
        for (auto& [name, value] : more->items())
            variables[name] = std::move(value);
    }
    return variables;
}

} // namespace core
