#include "app/server/ollama_request.h"

#include "app/server/chat_messages.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

namespace app {

namespace {

bool isEmpty(const Json& value)
{
    return value == "" || (value.is_structured() && value.empty());
}

// What would change the answer and cannot be had; some clients always send it empty.
void refuse(FieldReader& fields, std::initializer_list<const char*> names, const char* why)
{
    for (const char* name : names) {
        if (const Json* value = fields.find(name); value != nullptr && !isEmpty(*value))
            fields.fail(name, why);
    }
}

// Numbers below 1 all mean: until the context ends. What is about loading is ignored.
void readOptions(FieldReader& fields, CompletionRequest& request)
{
    const Json* options = fields.find("options");
    if (options == nullptr)
        return;
    if (!options->is_object())
        return fields.fail("options", "must be an object");
    FieldReader inner(*options, "options");
    readSampling(inner, request);
    const auto limit = inner.integer("num_predict", -2, std::numeric_limits<int>::max());
    if (limit && *limit > 0)
        request.generation.maxTokens = static_cast<int>(*limit);
    if (inner.error())
        fields.fail(*inner.error());
}

// A word is how hard to think, and every word means yes.
std::string readThinking(FieldReader& fields)
{
    const Json* think = fields.find("think");
    if (think == nullptr)
        return {};
    if (think->is_string())
        return R"({"enable_thinking":true})";
    return fields.boolean("think").value_or(false) ? R"({"enable_thinking":true})"
                                                   : R"({"enable_thinking":false})";
}

CompletionRequest readCommon(FieldReader& fields)
{
    CompletionRequest request;
    readIdentity(fields, request);
    request.stream = fields.boolean("stream").value_or(true);
    readOptions(fields, request);
    refuse(fields, {"format"}, "must be left out: this version cannot force a form");
    return request;
}

void refuseImages(FieldReader& fields)
{
    refuse(fields, {"images"}, "must be left out: the loaded model reads text only");
}

void refuseImagesOf(const Json& messages, FieldReader& fields)
{
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (!messages[i].is_object())
            continue;
        FieldReader message(messages[i], fmt::format("messages[{}]", i));
        refuseImages(message);
        if (message.error())
            fields.fail(*message.error());
    }
}

} // namespace

ApiResult<CompletionRequest> parseOllamaChat(std::string_view body)
{
    const ApiResult<Json> json = parseJsonObject(body);
    if (!json)
        return tl::unexpected(json.error());
    FieldReader fields(*json);
    CompletionRequest request = readCommon(fields);
    request.format = WireFormat::OllamaChat;
    core::ChatPrompt prompt;
    prompt.variablesJson = readThinking(fields);
    ApiResult<std::string> tools = readTools(*json);
    if (!tools)
        fields.fail(tools.error());
    else
        prompt.toolsJson = std::move(*tools);
    if (const Json* messages = fields.find("messages");
        messages != nullptr && !isEmpty(*messages)) {
        ApiResult<std::vector<core::ChatMessage>> read = readMessages(*messages);
        if (!read)
            return tl::unexpected(read.error());
        refuseImagesOf(*messages, fields);
        prompt.messages = std::move(*read);
    }
    request.generation.prompt = std::move(prompt);
    if (fields.error())
        return tl::unexpected(*fields.error());
    return request;
}

ApiResult<CompletionRequest> parseOllamaGenerate(std::string_view body)
{
    const ApiResult<Json> json = parseJsonObject(body);
    if (!json)
        return tl::unexpected(json.error());
    FieldReader fields(*json);
    CompletionRequest request = readCommon(fields);
    request.format = WireFormat::OllamaGenerate;
    refuseImages(fields);
    refuse(
        fields,
        {"template", "suffix", "context"},
        "is not supported by this version; write the whole prompt and set raw, or use /api/chat");
    std::string text = fields.string("prompt").value_or(std::string());
    const std::string system = fields.string("system").value_or(std::string());
    core::ChatPrompt prompt;
    prompt.variablesJson = readThinking(fields);
    if (fields.boolean("raw").value_or(false)) {
        request.kind = CompletionKind::Text;
        request.generation.prompt = std::move(text);
    } else {
        if (!text.empty() && !system.empty())
            prompt.messages.push_back({.role = core::Role::System, .content = system});
        if (!text.empty())
            prompt.messages.push_back({.role = core::Role::User, .content = std::move(text)});
        request.generation.prompt = std::move(prompt);
    }
    if (fields.error())
        return tl::unexpected(*fields.error());
    return request;
}

bool asksToLoad(const CompletionRequest& request)
{
    const auto* chat = std::get_if<core::ChatPrompt>(&request.generation.prompt);
    return chat != nullptr ? chat->messages.empty() : promptBytes(request.generation) == 0;
}

} // namespace app
