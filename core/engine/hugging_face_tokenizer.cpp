#include "core/engine/hugging_face_tokenizer.h"

#include "core/base/json_line.h"
#include "core/formats/hugging_face_files.h"

#include "core/base/utf8.h"
#include "core/engine/tokenizer_json.h"
#include "core/engine/tokenizer_json_steps.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace core {

namespace {

using Json = nlohmann::json;
using tokenizer_json::flagAt;
using tokenizer_json::textAt;
using tokenizer_json::valueAt;

// Files name special tokens as "<s>" or as {"content": "<s>", …}.
std::string tokenText(const Json& config, const char* key)
{
    const Json& value = valueAt(config, key);
    return value.is_object() ? textAt(value, "content") : textAt(config, key);
}

TokenId findToken(const TokenizerSpec& spec, const std::string& text)
{
    const auto found = std::find(spec.tokens.begin(), spec.tokens.end(), text);
    return text.empty() || found == spec.tokens.end()
               ? kNoToken
               : static_cast<TokenId>(found - spec.tokens.begin());
}

// One id or a list of them; null where there is none.
Status readIds(const char* file, const Json& value, const char* key, std::vector<TokenId>& ids)
{
    const Json& found = valueAt(value, key);
    if (found.is_null())
        return {};
    const Json list = found.is_array() ? found : Json::array({found});
    for (const Json& id : list) {
        if (!id.is_number_integer() || id.get<std::int64_t>() < 0 ||
            id.get<std::int64_t>() > std::numeric_limits<TokenId>::max())
            return fail(
                ErrorCode::Malformed,
                "{}: expected {} to be a token id or a list of them, found {}; download the "
                "model again.",
                file,
                key,
                inQuotes(jsonLine(found)));
        ids.push_back(id.get<TokenId>());
    }
    return {};
}

// tokenizer.model alone: tokens that were added later stand in tokenizer_config.json.
Result<TokenizerSpec> fromSentencePiece(const HuggingFaceFiles& files)
{
    TokenizerSpec spec;
    spec.kind = TokenizerKind::SentencePiece;
    spec.sentencePieceModel = files.sentencePieceModel;
    const Json& added = valueAt(files.tokenizerConfig, "added_tokens_decoder");
    constexpr TokenId kMaxTokens = 1 << 22;
    for (const auto& [key, entry] : added.items()) {
        TokenId id = kNoToken;
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
        if (error != std::errc() || end != key.data() + key.size() || id < 0 || id >= kMaxTokens)
            return fail(
                ErrorCode::Malformed,
                "tokenizer_config.json: expected the id of an added token, found {}; download "
                "the model again.",
                inQuotes(key));
        if (spec.tokens.size() <= static_cast<std::size_t>(id))
            spec.tokens.resize(static_cast<std::size_t>(id) + 1);
        spec.tokens[static_cast<std::size_t>(id)] = textAt(entry, "content");
        AddedToken token{.id = id};
        token.special = flagAt(entry, "special", false);
        token.leftStrip = flagAt(entry, "lstrip", false);
        token.rightStrip = flagAt(entry, "rstrip", false);
        spec.added.push_back(token);
    }
    if (Status ok = readSentencePieceModel(spec); !ok)
        return fail(std::move(ok.error()));
    for (const AddedToken& token : spec.added)
        spec.types[static_cast<std::size_t>(token.id)] =
            token.special ? TokenType::Control : TokenType::UserDefined;
    return spec;
}

Result<TokenizerSpec> readTokenizer(const HuggingFaceFiles& files)
{
    if (files.tokenizer.is_object()) {
        Result<TokenizerSpec> spec = parseTokenizerJson(files.tokenizer);
        const bool hasAnother = !files.sentencePieceModel.empty();
        if (spec || spec.error().code != ErrorCode::Unsupported || !hasAnother)
            return spec;
    }
    if (!files.sentencePieceModel.empty())
        return fromSentencePiece(files);
    return fail(
        ErrorCode::NotFound,
        "the folder holds neither tokenizer.json nor tokenizer.model; download the whole model.");
}

Status nameSpecialTokens(const HuggingFaceFiles& files, TokenizerSpec& spec)
{
    const Json& config = files.tokenizerConfig;
    spec.bos = findToken(spec, tokenText(config, "bos_token"));
    spec.eos = findToken(spec, tokenText(config, "eos_token"));

    std::vector<TokenId> begins;
    std::vector<TokenId> ends;
    if (Status ok = readIds("generation_config.json", files.generationConfig, "eos_token_id", ends);
        !ok)
        return ok;
    if (Status ok = readIds("config.json", files.config, "eos_token_id", ends); !ok)
        return ok;
    if (Status ok = readIds("config.json", files.config, "bos_token_id", begins); !ok)
        return ok;
    if (!config.is_object() && !begins.empty())
        spec.bos = begins.front();
    if (spec.eos == kNoToken && !ends.empty())
        spec.eos = ends.front();
    spec.endsOfGeneration = std::move(ends);
    return {};
}

// What stands around a text where tokenizer.json does not say it: SentencePiece's own default is
// BOS.
void setFrame(const HuggingFaceFiles& files, TokenizerSpec& spec)
{
    if (!spec.prefix.empty() || !spec.suffix.empty())
        return;
    const bool isSentencePiece = !spec.sentencePieceModel.empty();
    if (flagAt(files.tokenizerConfig, "add_bos_token", isSentencePiece) && spec.bos != kNoToken)
        spec.prefix = {spec.bos};
    if (flagAt(files.tokenizerConfig, "add_eos_token", false) && spec.eos != kNoToken)
        spec.suffix = {spec.eos};
}

} // namespace

Result<TokenizerSpec> huggingFaceTokenizer(const HuggingFaceFiles& files)
{
    Result<TokenizerSpec> spec = readTokenizer(files);
    if (!spec)
        return spec;
    if (Status ok = nameSpecialTokens(files, *spec); !ok)
        return fail(std::move(ok.error()));
    setFrame(files, *spec);
    return spec;
}

} // namespace core
