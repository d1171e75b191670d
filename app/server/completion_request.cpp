#include "app/server/completion_request.h"

#include "app/server/chat_messages.h"
#include "app/server/json_request.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <utility>

namespace app {

namespace {

constexpr std::size_t kMostStops = 16;
constexpr std::size_t kLongestStop = 256; // bytes
constexpr std::size_t kMostPromptTokens = 4'000'000;
constexpr int kMostChoices = 16;
constexpr int kLongestRepeatWindow = 1'000'000;

void readStops(FieldReader& fields, const char* name, std::vector<std::string>& stops)
{
    const Json* value = fields.find(name);
    if (value == nullptr)
        return;
    const Json list = value->is_string() ? Json::array({*value}) : *value;
    const std::string expectation =
        fmt::format("must be a string or an array of at most {} strings of 1 to {} bytes",
                    kMostStops,
                    kLongestStop);
    if (!list.is_array() || list.size() > kMostStops)
        return fields.fail(name, expectation);
    for (const Json& stop : list) {
        if (!stop.is_string() || stop.get_ref<const std::string&>().empty() ||
            stop.get_ref<const std::string&>().size() > kLongestStop)
            return fields.fail(name, expectation);
        stops.push_back(stop.get<std::string>());
    }
}

// max_tokens and max_completion_tokens mean the same; the newer name wins. -1: until the context
// ends.
void readTokenLimit(FieldReader& fields, int& maxTokens)
{
    for (const char* name : {"max_tokens", "max_completion_tokens"}) {
        const std::optional<std::int64_t> limit =
            fields.integer(name, -1, std::numeric_limits<int>::max());
        if (!limit)
            continue;
        if (*limit == 0)
            return fields.fail(name, "must be at least 1; leave it out for no limit");
        maxTokens = static_cast<int>(*limit);
    }
}

void readParams(FieldReader& fields, core::SamplingParams& sampling)
{
    if (const auto value = fields.number("temperature", 0, 10))
        sampling.temperature = static_cast<float>(*value);
    if (const auto value = fields.number("top_p", 0, 1))
        sampling.topP = static_cast<float>(*value);
    if (const auto value = fields.number("min_p", 0, 1))
        sampling.minP = static_cast<float>(*value);
    if (const auto value = fields.integer("top_k", -1, std::numeric_limits<int>::max()))
        sampling.topK = static_cast<int>(*value);
    for (const char* name : {"repetition_penalty", "repeat_penalty"}) {
        if (const auto value = fields.number(name, 0.01, 10))
            sampling.repeatPenalty = static_cast<float>(*value);
    }
    // -1: all of the context.
    if (const auto value = fields.integer("repeat_last_n", -1, kLongestRepeatWindow))
        sampling.repeatWindow = *value < 0 ? kLongestRepeatWindow : static_cast<int>(*value);
    // Accepted within their range because many clients always send them; they have no counterpart
    // here.
    fields.number("presence_penalty", -2, 2);
    fields.number("frequency_penalty", -2, 2);
}

void readSeed(FieldReader& fields, CompletionRequest& request)
{
    const Json* value = fields.find("seed");
    if (value == nullptr)
        return;
    if (value->is_number_unsigned()) {
        request.generation.sampling.seed = value->get<std::uint64_t>();
        request.hasSeed = true;
        return;
    }
    const std::optional<std::int64_t> seed = wholeNumber(*value);
    if (!seed)
        return fields.fail("seed", "must be a whole number of 64 bits");
    // -1 is how llama.cpp's clients ask for a random one.
    request.hasSeed = *seed != -1;
    request.generation.sampling.seed = static_cast<std::uint64_t>(*seed);
}

void readStream(FieldReader& fields, CompletionRequest& request)
{
    request.stream = fields.boolean("stream").value_or(false);
    const Json* options = fields.find("stream_options");
    if (options == nullptr)
        return;
    if (!options->is_object())
        return fields.fail("stream_options", "must be an object");
    FieldReader inner(*options, "stream_options");
    request.includeUsage = inner.boolean("include_usage").value_or(false);
    if (inner.error())
        fields.fail(*inner.error());
}

// What would change the answer's form and cannot be had: refused, because ignoring it would break
// the caller later.
void refuseUnsupported(FieldReader& fields)
{
    if (fields.integer("best_of", 1, 1'000'000).value_or(1) != 1)
        fields.fail("best_of", "must be 1: this version does not choose among answers");
    if (const Json* value = fields.find("grammar"); value != nullptr && *value != "")
        fields.fail("grammar", "is not supported by this version; leave it out");
    if (const Json* value = fields.find("response_format")) {
        if (!value->is_object() || value->value("type", Json()) != "text")
            fields.fail("response_format",
                        "must be {\"type\": \"text\"}: this version cannot force a form");
    }
    if (const Json* value = fields.find("suffix"); value != nullptr && *value != "")
        fields.fail("suffix", "is not supported by this version; leave it out");
}

// Keys are token ids in quotes, as JSON wants them.
void readLogitBias(FieldReader& fields, core::SamplingParams& sampling)
{
    const Json* value = fields.find("logit_bias");
    if (value == nullptr)
        return;
    if (!value->is_object())
        return fields.fail("logit_bias", "must be an object from token ids to numbers");
    for (const auto& [key, bias] : value->items()) {
        core::TokenId token = core::kNoToken;
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), token);
        const double number =
            bias.is_number() ? bias.get<double>() : std::numeric_limits<double>::quiet_NaN();
        if (error != std::errc() || end != key.data() + key.size() || token < 0 ||
            !(number >= -100 && number <= 100))
            return fields.fail("logit_bias",
                               "must be an object from token ids, such as \"50256\", to numbers "
                               "from -100 to 100");
        sampling.logitBias.emplace_back(token, static_cast<float>(number));
    }
}

// Of a chat: logprobs is true or false and top_logprobs a number; of a text completion, logprobs is
// the number.
void readLogProbs(FieldReader& fields, CompletionRequest& request)
{
    const Json* value = fields.find("logprobs");
    if (value == nullptr || *value == false) {
        if (fields.integer("top_logprobs", 0, core::kMostAlternatives).value_or(0) > 0)
            fields.fail("top_logprobs", "needs logprobs to be true");
        return;
    }
    if (*value == true) {
        request.generation.alternatives = static_cast<int>(
            fields.integer("top_logprobs", 0, core::kMostAlternatives).value_or(0));
        return;
    }
    if (request.kind == CompletionKind::Chat)
        return fields.fail("logprobs", "must be true or false");
    if (const auto count = fields.integer("logprobs", 0, core::kMostAlternatives))
        request.generation.alternatives = static_cast<int>(*count);
}

void readReceiptWish(FieldReader& fields, ReceiptWish& wish)
{
    const Json* own = fields.find("fireside");
    if (own == nullptr)
        return;
    if (!own->is_object())
        return fields.fail("fireside", "must be an object");
    FieldReader inner(*own, "fireside");
    const std::string word = inner.string("receipt").value_or("summary");
    if (word == "none")
        wish = ReceiptWish::None;
    else if (word == "whole")
        wish = ReceiptWish::Whole;
    else if (word != "summary")
        inner.fail("receipt", "must be none, summary or whole");
    if (inner.error())
        fields.fail(*inner.error());
}

// What both routes share.
void readCommon(FieldReader& fields, CompletionRequest& request)
{
    readIdentity(fields, request);
    readStream(fields, request);
    readTokenLimit(fields, request.generation.maxTokens);
    readSampling(fields, request);
    request.choices = static_cast<int>(fields.integer("n", 1, kMostChoices).value_or(1));
    readLogitBias(fields, request.generation.sampling);
    readLogProbs(fields, request);
    refuseUnsupported(fields);
}

void readTextPrompt(FieldReader& fields, core::GenerationRequest& generation)
{
    const Json* prompt = fields.find("prompt");
    if (prompt == nullptr)
        return fields.fail("prompt", "must be a string or an array of token ids");
    // An array of one prompt is that prompt.
    if (prompt->is_array() && prompt->size() == 1 && !(*prompt)[0].is_number())
        prompt = &(*prompt)[0];
    if (prompt->is_string()) {
        generation.prompt = prompt->get<std::string>();
        return;
    }
    if (!prompt->is_array() || prompt->empty() || prompt->size() > kMostPromptTokens)
        return fields.fail("prompt", "must be a string or an array of token ids");
    std::vector<core::TokenId> ids;
    ids.reserve(prompt->size());
    for (const Json& value : *prompt) {
        const std::optional<std::int64_t> id = wholeNumber(value);
        if (!id || *id < 0 || *id > std::numeric_limits<core::TokenId>::max())
            return fields.fail("prompt", "must be one string or one array of token ids");
        ids.push_back(static_cast<core::TokenId>(*id));
    }
    generation.prompt = std::move(ids);
}

} // namespace

void readIdentity(FieldReader& fields, CompletionRequest& request)
{
    request.generation.priority = core::Priority::Background;
    request.model = fields.string("model").value_or(std::string());
    readReceiptWish(fields, request.receipt);
}

void readSampling(FieldReader& fields, CompletionRequest& request, const char* stopName)
{
    readStops(fields, stopName, request.generation.stopStrings);
    readParams(fields, request.generation.sampling);
    readSeed(fields, request);
}

void readSettings(FieldReader& fields, CompletionRequest& request, const FieldNames& names)
{
    readIdentity(fields, request);
    readSampling(fields, request, names.stop);
    request.stream = fields.boolean("stream").value_or(false);
    if (const auto limit = fields.integer(names.limit, 1, std::numeric_limits<int>::max()))
        request.generation.maxTokens = static_cast<int>(*limit);
}

ApiResult<CompletionRequest> parseChatRequest(std::string_view body)
{
    ApiResult<Json> json = parseJsonObject(body);
    if (!json)
        return tl::unexpected(std::move(json.error()));
    return readChatRequest(*json);
}

ApiResult<CompletionRequest> readChatRequest(const Json& body)
{
    ApiResult<CompletionRequest> request = readChatSettings(body);
    if (!request)
        return request;
    const Json* messages = FieldReader(body).find("messages");
    ApiResult<std::vector<core::ChatMessage>> read =
        readMessages(messages != nullptr ? *messages : Json());
    if (!read)
        return tl::unexpected(std::move(read.error()));
    std::get<core::ChatPrompt>(request->generation.prompt).messages = std::move(*read);
    return request;
}

ApiResult<CompletionRequest> readChatSettings(const Json& body)
{
    CompletionRequest request;
    request.kind = CompletionKind::Chat;
    FieldReader fields(body);
    readCommon(fields, request);
    if (fields.error())
        return tl::unexpected(*fields.error());
    core::ChatPrompt prompt;
    ApiResult<std::string> tools = readTools(body);
    if (!tools)
        return tl::unexpected(std::move(tools.error()));
    prompt.toolsJson = std::move(*tools);
    if (const Json* variables = fields.find("chat_template_kwargs")) {
        if (!variables->is_object())
            return tl::unexpected(
                invalidField("chat_template_kwargs", "chat_template_kwargs must be an object."));
        prompt.variablesJson = variables->dump();
    }
    request.generation.prompt = std::move(prompt);
    return request;
}

ApiResult<CompletionRequest> parseTextRequest(std::string_view body)
{
    ApiResult<Json> json = parseJsonObject(body);
    if (!json)
        return tl::unexpected(std::move(json.error()));
    CompletionRequest request;
    request.kind = CompletionKind::Text;
    FieldReader fields(*json);
    readCommon(fields, request);
    readTextPrompt(fields, request.generation);
    request.echo = fields.boolean("echo").value_or(false);
    if (!fields.error() && request.echo &&
        !std::holds_alternative<std::string>(request.generation.prompt))
        fields.fail("echo", "works with a prompt of text only");
    if (fields.error())
        return tl::unexpected(*fields.error());
    return request;
}

std::size_t promptBytes(const core::GenerationRequest& request)
{
    if (const auto* text = std::get_if<std::string>(&request.prompt))
        return text->size();
    std::size_t bytes = 0;
    if (const auto* chat = std::get_if<core::ChatPrompt>(&request.prompt)) {
        for (const core::ChatMessage& message : chat->messages)
            bytes += message.content.size();
    }
    return bytes;
}

} // namespace app
