#include "core/engine/tokenizer_json.h"

#include "core/base/utf8.h"
#include "core/engine/tokenizer_json_steps.h"
#include "core/tokenizer/vocabulary.h"
#include "core/tokenizer/word_piece_model.h"

#include <optional>
#include <utility>

namespace core {

namespace {

using Json = nlohmann::json;
using tokenizer_json::flagAt;
using tokenizer_json::textAt;
using tokenizer_json::valueAt;

constexpr std::int64_t kMaxTokens = std::int64_t{1} << 22;

template <class... Args>
tl::unexpected<Error> malformed(fmt::format_string<Args...> format, Args&&... args)
{
    return fail(ErrorCode::Malformed,
                "tokenizer.json is damaged: {}; download the model again.",
                fmt::format(format, std::forward<Args>(args)...));
}

std::optional<TokenId> tokenIdOf(const Json& value)
{
    if (!value.is_number_integer())
        return std::nullopt;
    const auto id = value.get<std::int64_t>();
    return id >= 0 && id < kMaxTokens ? std::optional(static_cast<TokenId>(id)) : std::nullopt;
}

// Gives text the id; ids that nothing has are empty texts.
Status place(TokenizerSpec& spec, TokenId id, const std::string& text)
{
    const auto index = static_cast<std::size_t>(id);
    if (index >= spec.tokens.size()) {
        spec.tokens.resize(index + 1);
        spec.types.resize(index + 1, TokenType::Unused);
    }
    if (!spec.tokens[index].empty() && spec.tokens[index] != text)
        return malformed(
            "both {} and {} have the id {}", inQuotes(spec.tokens[index]), inQuotes(text), id);
    spec.tokens[index] = text;
    return {};
}

Status readVocabulary(const Json& model, TokenizerSpec& spec)
{
    const Json& vocabulary = valueAt(model, "vocab");
    if (!vocabulary.is_object() || vocabulary.empty())
        return malformed("expected a vocabulary, found none");
    for (const auto& [text, value] : vocabulary.items()) {
        const std::optional<TokenId> id = tokenIdOf(value);
        if (!id)
            return malformed(
                "expected an id from 0 to {} for token {}", kMaxTokens - 1, inQuotes(text));
        if (Status ok = place(spec, *id, text); !ok)
            return ok;
        const bool isByte = spec.byteFallback && byteOfToken(text).has_value();
        spec.types[static_cast<std::size_t>(*id)] = isByte ? TokenType::Byte : TokenType::Normal;
    }
    return {};
}

Status readAddedTokens(const Json& list, TokenizerSpec& spec)
{
    for (const Json& entry : list) {
        const std::optional<TokenId> id = tokenIdOf(valueAt(entry, "id"));
        const std::string content = textAt(entry, "content");
        if (!id)
            return malformed("expected an id from 0 to {} for added token {}",
                             kMaxTokens - 1,
                             inQuotes(content));
        if (content.empty())
            return malformed("added token {} has no text", *id);
        if (Status ok = place(spec, *id, content); !ok)
            return ok;
        AddedToken token{.id = *id};
        token.special = flagAt(entry, "special", false);
        token.normalized = flagAt(entry, "normalized", !token.special);
        token.leftStrip = flagAt(entry, "lstrip", false);
        token.rightStrip = flagAt(entry, "rstrip", false);
        token.singleWord = flagAt(entry, "single_word", false);
        spec.types[static_cast<std::size_t>(*id)] =
            token.special ? TokenType::Control : TokenType::UserDefined;
        spec.added.push_back(token);
    }
    return {};
}

Status readMerges(const Json& model, TokenizerSpec& spec)
{
    const Json& merges = valueAt(model, "merges");
    if (!merges.is_array())
        return malformed("expected a list of merges, found none");
    spec.merges.reserve(merges.size());
    for (const Json& merge : merges) {
        if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
            spec.merges.emplace_back(merge[0].get<std::string>(), merge[1].get<std::string>());
            continue;
        }
        const std::string text = merge.is_string() ? merge.get<std::string>() : std::string();
        const std::size_t space = text.find(' ');
        if (space == std::string::npos || space == 0 || space + 1 == text.size() ||
            text.find(' ', space + 1) != std::string::npos)
            return malformed(
                "expected merge {} to be two tokens, found {}", spec.merges.size(), inQuotes(text));
        spec.merges.emplace_back(text.substr(0, space), text.substr(space + 1));
    }
    return {};
}

Status readWordPiece(const Json& model, TokenizerSpec& spec)
{
    if (textAt(model, "continuing_subword_prefix") != kWordPieceContinuation)
        return fail(ErrorCode::Unsupported,
                    "tokenizer.json has a model that this version does not know, WordPiece without "
                    "{}; choose another "
                    "model.",
                    inQuotes(kWordPieceContinuation));
    spec.kind = TokenizerKind::WordPiece;
    spec.dropsFirstSpace = true;
    return readVocabulary(model, spec);
}

// A list of ["token", score], by id.
Status readUnigram(const Json& model, TokenizerSpec& spec)
{
    spec.kind = TokenizerKind::Unigram;
    spec.byteFallback = flagAt(model, "byte_fallback", false);
    const Json& vocabulary = valueAt(model, "vocab");
    if (!vocabulary.is_array() || vocabulary.empty() ||
        vocabulary.size() > static_cast<std::size_t>(kMaxTokens))
        return malformed("expected a list of 1 to {} tokens and scores", kMaxTokens);
    for (const Json& entry : vocabulary) {
        if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() ||
            !entry[1].is_number())
            return malformed("expected token {} to be a text and a score", spec.tokens.size());
        spec.tokens.push_back(entry[0].get<std::string>());
        spec.scores.push_back(entry[1].get<double>());
        const bool isByte = spec.byteFallback && byteOfToken(spec.tokens.back()).has_value();
        spec.types.push_back(isByte ? TokenType::Byte : TokenType::Normal);
    }
    const std::optional<TokenId> unknown = tokenIdOf(valueAt(model, "unk_id"));
    if (!unknown || static_cast<std::size_t>(*unknown) >= spec.tokens.size())
        return malformed("expected \"unk_id\" to be the id of a token");
    spec.unknown = *unknown;
    return {};
}

Status readModel(const Json& model, TokenizerSpec& spec)
{
    const std::string type = textAt(model, "type");
    if (type == "WordPiece")
        return readWordPiece(model, spec);
    if (type == "Unigram")
        return readUnigram(model, spec);
    const bool isBpe = type == "BPE" || (type.empty() && valueAt(model, "merges").is_array());
    if (!isBpe || !textAt(model, "continuing_subword_prefix").empty() ||
        !textAt(model, "end_of_word_suffix").empty())
        return fail(
            ErrorCode::Unsupported,
            "tokenizer.json has a model that this version does not know, {}; choose another "
            "model.",
            inQuotes(isBpe ? "BPE with prefixes or suffixes" : type));
    spec.byteFallback = flagAt(model, "byte_fallback", false);
    spec.fuseUnknown = flagAt(model, "fuse_unk", false);
    spec.ignoreMerges = flagAt(model, "ignore_merges", false);
    if (Status ok = readVocabulary(model, spec); !ok)
        return ok;
    return readMerges(model, spec);
}

Status readUnknown(const Json& model, TokenizerSpec& spec)
{
    const std::string text = textAt(model, "unk_token");
    if (text.empty())
        return {};
    const Json& id = valueAt(valueAt(model, "vocab"), text.c_str());
    if (const std::optional<TokenId> known = tokenIdOf(id)) {
        spec.unknown = *known;
        return {};
    }
    return malformed("the unknown token {} is not in the vocabulary", inQuotes(text));
}

} // namespace

Result<TokenizerSpec> parseTokenizerJson(const Json& json)
{
    TokenizerSpec spec;
    spec.kind = TokenizerKind::CharacterBpe;
    const Json& model = valueAt(json, "model");
    for (const Status& ok :
         {readModel(model, spec),
          readUnknown(model, spec),
          readAddedTokens(valueAt(json, "added_tokens"), spec),
          tokenizer_json::readNormalizer(valueAt(json, "normalizer"), spec),
          tokenizer_json::readPreTokenizer(valueAt(json, "pre_tokenizer"), spec),
          tokenizer_json::readPostProcessor(valueAt(json, "post_processor"), spec)}) {
        if (!ok)
            return fail(ok.error());
    }
    tokenizer_json::readDecoder(valueAt(json, "decoder"), spec);
    return spec;
}

} // namespace core
