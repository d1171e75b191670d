#include "app/server/anthropic_request.h"

#include "app/server/chat_messages.h"

#include <fmt/format.h>

#include <utility>

namespace app {

namespace {

// What an array of blocks says.
struct Blocks
{
    std::string text = {};
    std::vector<core::ToolCall> calls = {};
    std::vector<core::ChatMessage> results = {}; // of tools
};

void addText(std::string& text, const std::string& more)
{
    if (!text.empty() && !more.empty())
        text += "\n\n";
    text += more;
}

ApiResult<Blocks> readBlocks(const Json* content, const std::string& path);

// A block of a message; `path` is its own.
std::optional<ApiError> readBlock(const Json& block, const std::string& path, Blocks& blocks)
{
    if (!block.is_object())
        return invalidField(path, path + " must be an object with a type.");
    FieldReader fields(block, path);
    const std::string type = fields.string("type").value_or(std::string());
    if (type == "text") {
        const std::optional<std::string> text = fields.string("text");
        if (!text)
            fields.fail("text", "must be a string");
        addText(blocks.text, text.value_or(std::string()));
    } else if (type == "tool_use") {
        core::ToolCall call;
        call.id = fields.string("id").value_or(std::string());
        call.name = fields.string("name").value_or(std::string());
        const Json* input = fields.find("input");
        if (call.name.empty())
            fields.fail("name", "must be a string that is not empty");
        if (input != nullptr && !input->is_object())
            fields.fail("input", "must be an object");
        call.argumentsJson = input != nullptr ? input->dump() : "{}";
        blocks.calls.push_back(std::move(call));
    } else if (type == "tool_result") {
        ApiResult<Blocks> result = readBlocks(fields.find("content"), path + ".content");
        if (!result)
            return result.error();
        blocks.results.push_back(
            {.role = core::Role::Tool,
             .content = std::move(result->text),
             .toolCallId = fields.string("tool_use_id").value_or(std::string())});
    } else if (type == "image" || type == "document") {
        fields.fail("type", fmt::format("is {}, but the loaded model reads text only", type));
    } else if (type != "thinking" && type != "redacted_thinking") { // not shown to models again
        fields.fail("type", "must be text, tool_use, tool_result or thinking");
    }
    return fields.error();
}

// A string, or an array of blocks; null: nothing.
ApiResult<Blocks> readBlocks(const Json* content, const std::string& path)
{
    Blocks blocks;
    if (content == nullptr)
        return blocks;
    if (content->is_string()) {
        blocks.text = content->get<std::string>();
        return blocks;
    }
    if (!content->is_array())
        return wrongField(path, "must be a string or an array of blocks");
    for (std::size_t i = 0; i < content->size(); ++i) {
        if (std::optional<ApiError> error =
                readBlock((*content)[i], fmt::format("{}[{}]", path, i), blocks))
            return tl::unexpected(std::move(*error));
    }
    return blocks;
}

// Turns of one role in a row are one, as with Anthropic: many templates refuse them.
void addTurn(std::vector<core::ChatMessage>& messages, core::ChatMessage turn)
{
    if (messages.empty() || messages.back().role != turn.role)
        return messages.push_back(std::move(turn));
    core::ChatMessage& former = messages.back();
    addText(former.content, turn.content);
    std::move(turn.toolCalls.begin(), turn.toolCalls.end(), std::back_inserter(former.toolCalls));
}

std::optional<ApiError>
readTurn(const Json& message, const std::string& path, std::vector<core::ChatMessage>& messages)
{
    if (!message.is_object())
        return invalidField(path, path + " must be an object with role and content.");
    FieldReader fields(message, path);
    const std::string role = fields.string("role").value_or(std::string());
    if (role != "user" && role != "assistant")
        fields.fail("role", "must be user or assistant");
    const Json* content = fields.find("content");
    if (content == nullptr)
        fields.fail("content", "must be a string or an array of blocks");
    if (fields.error())
        return fields.error();
    ApiResult<Blocks> blocks = readBlocks(content, path + ".content");
    if (!blocks)
        return blocks.error();
    if (role == "assistant") {
        addTurn(messages,
                {.role = core::Role::Assistant,
                 .content = std::move(blocks->text),
                 .toolCalls = std::move(blocks->calls)});
        return {};
    }
    const bool onlyResults = blocks->text.empty() && !blocks->results.empty();
    std::move(blocks->results.begin(), blocks->results.end(), std::back_inserter(messages));
    if (!onlyResults)
        addTurn(messages, {.role = core::Role::User, .content = std::move(blocks->text)});
    return {};
}

ApiResult<std::vector<core::ChatMessage>> readTurns(FieldReader& fields)
{
    std::vector<core::ChatMessage> result;
    ApiResult<Blocks> system = readBlocks(fields.find("system"), "system");
    if (!system)
        return tl::unexpected(std::move(system.error()));
    if (!system->text.empty())
        result.push_back({.role = core::Role::System, .content = std::move(system->text)});
    const Json* messages = fields.find("messages");
    if (messages == nullptr || !messages->is_array() || messages->empty())
        return wrongField("messages", "must be an array with at least one message");
    for (std::size_t i = 0; i < messages->size(); ++i) {
        if (std::optional<ApiError> error =
                readTurn((*messages)[i], fmt::format("messages[{}]", i), result))
            return tl::unexpected(std::move(*error));
        if (result.size() > kMostMessages) // a turn may hold many results of tools
            return wrongField("messages",
                              fmt::format("must hold at most {} messages", kMostMessages));
    }
    return result;
}

// As templates know them. Tools that Anthropic's own servers would run have a type and no schema.
ApiResult<std::string> readOwnTools(FieldReader& fields)
{
    if (const Json* choice = fields.find("tool_choice")) {
        const std::string type =
            choice->is_object() ? FieldReader(*choice).string("type").value_or(std::string()) : "";
        if (type == "none")
            return std::string();
        if (type != "auto")
            return wrongField("tool_choice",
                              "must have the type auto or none: this version cannot force a call");
    }
    const Json* tools = fields.find("tools");
    if (tools == nullptr || *tools == Json::array())
        return std::string();
    if (!tools->is_array())
        return wrongField("tools", "must be an array");
    Json result = Json::array();
    for (std::size_t i = 0; i < tools->size(); ++i) {
        const std::string path = fmt::format("tools[{}]", i);
        const Json& tool = (*tools)[i];
        if (!tool.is_object())
            return wrongField(path, "must be an object with name and input_schema");
        FieldReader own(tool, path);
        const std::string name = own.string("name").value_or(std::string());
        if (own.string("type").value_or("custom") != "custom")
            own.fail("type", "must be custom or left out: this server runs no tools");
        else if (name.empty())
            own.fail("name", "must be a string that is not empty");
        Json function{{"name", name}};
        if (const std::optional<std::string> description = own.string("description"))
            function["description"] = *description;
        if (const Json* schema = own.find("input_schema"))
            function["parameters"] = *schema;
        if (own.error())
            return tl::unexpected(*own.error());
        result.push_back({{"type", "function"}, {"function", std::move(function)}});
    }
    return result.dump();
}

std::string readThinking(FieldReader& fields)
{
    const Json* thinking = fields.find("thinking");
    if (thinking == nullptr)
        return {};
    if (!thinking->is_object()) {
        fields.fail("thinking", "must be an object with a type");
        return {};
    }
    FieldReader inner(*thinking, "thinking");
    return inner.string("type") == "disabled" ? R"({"enable_thinking":false})"
                                              : R"({"enable_thinking":true})";
}

} // namespace

ApiResult<CompletionRequest> parseAnthropicMessages(std::string_view body)
{
    const ApiResult<Json> json = parseJsonObject(body);
    if (!json)
        return tl::unexpected(json.error());
    FieldReader fields(*json);
    CompletionRequest request;
    request.format = WireFormat::AnthropicMessages;
    readSettings(fields, request, {.stop = "stop_sequences", .limit = "max_tokens"});
    core::ChatPrompt prompt;
    prompt.variablesJson = readThinking(fields);
    ApiResult<std::string> tools = readOwnTools(fields);
    if (!tools)
        return tl::unexpected(std::move(tools.error()));
    prompt.toolsJson = std::move(*tools);
    ApiResult<std::vector<core::ChatMessage>> messages = readTurns(fields);
    if (!messages)
        return tl::unexpected(std::move(messages.error()));
    if (fields.error())
        return tl::unexpected(*fields.error());
    if (messages->back().role == core::Role::Assistant && messages->back().toolCalls.empty()) {
        prompt.answerSoFar = std::move(messages->back().content);
        messages->pop_back();
    }
    prompt.messages = std::move(*messages);
    request.generation.prompt = std::move(prompt);
    return request;
}

} // namespace app
