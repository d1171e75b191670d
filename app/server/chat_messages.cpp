#include "app/server/chat_messages.h"

#include <fmt/format.h>

#include <utility>

namespace app {

namespace {

const Json* member(const Json& object, const char* name)
{
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string stringOr(const Json& object, const char* name, std::string otherwise)
{
    const Json* value = member(object, name);
    return value != nullptr && value->is_string() ? value->get<std::string>()
                                                  : std::move(otherwise);
}

ApiResult<core::Role> readRole(const Json& message, const std::string& path)
{
    const std::string role = stringOr(message, "role", {});
    if (role == "system" || role == "developer")
        return core::Role::System;
    if (role == "user")
        return core::Role::User;
    if (role == "assistant")
        return core::Role::Assistant;
    if (role == "tool" || role == "function")
        return core::Role::Tool;
    return wrongField(path + ".role", "must be one of system, developer, user, assistant, tool");
}

ApiResult<std::string> readParts(const Json& parts, const std::string& path)
{
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string partPath = fmt::format("{}[{}]", path, i);
        const Json& part = parts[i];
        if (part.is_string()) {
            text += part.get_ref<const std::string&>();
            continue;
        }
        if (!part.is_object())
            return wrongField(partPath, "must be an object with a type");
        const std::string type = stringOr(part, "type", {});
        const char* const key = type == "refusal" ? "refusal" : "text";
        if (type == "text" || type == "input_text" || type == "output_text" || type == "refusal") {
            const Json* value = member(part, key);
            if (value == nullptr || !value->is_string())
                return wrongField(fmt::format("{}.{}", partPath, key), "must be a string");
            text += value->get_ref<const std::string&>();
            continue;
        }
        if (type == "image_url" || type == "input_audio" || type == "file")
            return wrongField(partPath + ".type",
                              fmt::format("is {}, but the loaded model reads text only", type));
        return wrongField(partPath + ".type", "must be text");
    }
    return text;
}

ApiResult<std::string> readContent(const Json& message, core::Role role, const std::string& path)
{
    const Json* content = member(message, "content");
    if (content == nullptr) {
        // An assistant that only called tools has nothing to say.
        if (role == core::Role::Assistant)
            return std::string();
        return wrongField(path, "must be a string or an array of parts");
    }
    if (content->is_string())
        return content->get<std::string>();
    if (content->is_array())
        return readParts(*content, path);
    return wrongField(path, "must be a string or an array of parts");
}

ApiResult<core::ToolCall> readToolCall(const Json& call, const std::string& path)
{
    const Json* function = call.is_object() ? member(call, "function") : nullptr;
    if (function == nullptr || !function->is_object())
        return wrongField(path + ".function", "must be an object with name and arguments");
    core::ToolCall result;
    result.id = stringOr(call, "id", {});
    result.name = stringOr(*function, "name", {});
    if (result.name.empty())
        return wrongField(path + ".function.name", "must be a string that is not empty");
    result.argumentsJson = "{}";
    if (const Json* arguments = member(*function, "arguments")) {
        if (arguments->is_object()) {
            result.argumentsJson = arguments->dump();
        } else if (!arguments->is_string()) {
            return wrongField(path + ".function.arguments",
                              "must be a string that holds a JSON object");
        } else if (const std::string& text = arguments->get_ref<const std::string&>();
                   !text.empty()) {
            if (!parseJsonObject(text))
                return wrongField(path + ".function.arguments",
                                  "must be a string that holds a JSON object");
            result.argumentsJson = text;
        }
    }
    return result;
}

} // namespace

ApiResult<core::ChatMessage> readMessage(const Json& message, const std::string& path)
{
    if (!message.is_object())
        return wrongField(path, "must be an object with role and content");
    core::ChatMessage result;
    ApiResult<core::Role> role = readRole(message, path);
    if (!role)
        return tl::unexpected(std::move(role.error()));
    result.role = *role;
    ApiResult<std::string> content = readContent(message, result.role, path + ".content");
    if (!content)
        return tl::unexpected(std::move(content.error()));
    result.content = std::move(*content);
    result.name = stringOr(message, "name", stringOr(message, "tool_name", {})); // OpenAI, Ollama
    result.toolCallId = stringOr(message, "tool_call_id", {});
    const Json* calls = member(message, "tool_calls");
    if (calls == nullptr)
        return result;
    if (!calls->is_array())
        return wrongField(path + ".tool_calls", "must be an array");
    for (std::size_t i = 0; i < calls->size(); ++i) {
        ApiResult<core::ToolCall> call =
            readToolCall((*calls)[i], fmt::format("{}.tool_calls[{}]", path, i));
        if (!call)
            return tl::unexpected(std::move(call.error()));
        result.toolCalls.push_back(std::move(*call));
    }
    return result;
}

ApiResult<std::vector<core::ChatMessage>> readMessages(const Json& messages)
{
    if (!messages.is_array() || messages.empty())
        return wrongField("messages", "must be an array with at least one message");
    if (messages.size() > kMostMessages)
        return wrongField("messages", fmt::format("must hold at most {} messages", kMostMessages));
    std::vector<core::ChatMessage> result;
    result.reserve(messages.size());
    for (std::size_t i = 0; i < messages.size(); ++i) {
        ApiResult<core::ChatMessage> message =
            readMessage(messages[i], fmt::format("messages[{}]", i));
        if (!message)
            return tl::unexpected(std::move(message.error()));
        addMessage(result, std::move(*message));
    }
    return result;
}

void addMessage(std::vector<core::ChatMessage>& messages, core::ChatMessage message)
{
    const bool continuesSystem = messages.size() == 1 &&
                                 messages.front().role == core::Role::System &&
                                 message.role == core::Role::System;
    if (continuesSystem)
        messages.front().content += "\n\n" + message.content;
    else
        messages.push_back(std::move(message));
}

ApiResult<std::string> readTools(const Json& request)
{
    const Json* tools = member(request, "tools");
    if (tools != nullptr && !tools->is_array())
        return wrongField("tools", "must be an array");
    if (const Json* choice = member(request, "tool_choice")) {
        if (*choice == "none")
            return std::string();
        if (*choice != "auto")
            return wrongField("tool_choice",
                              "must be auto or none: this version cannot force a call");
    }
    if (tools == nullptr || tools->empty())
        return std::string();
    for (std::size_t i = 0; i < tools->size(); ++i) {
        const std::string path = fmt::format("tools[{}]", i);
        const Json& tool = (*tools)[i];
        if (!tool.is_object() || stringOr(tool, "type", "function") != "function")
            return wrongField(path + ".type", "must be function");
        const Json* function = member(tool, "function");
        if (function == nullptr || !function->is_object() ||
            stringOr(*function, "name", {}).empty())
            return wrongField(path + ".function", "must be an object with a name");
    }
    return tools->dump();
}

} // namespace app
