#include "core/engine/tokenizer_json_steps.h"

#include "core/base/utf8.h"
#include "core/tokenizer/character_map.h"
#include "core/tokenizer/pre_tokenizer_presets.h"

#include <limits>
#include <optional>
#include <utility>

namespace core::tokenizer_json {

namespace {

using Json = nlohmann::json;

constexpr int kMaxDepth = 16;

tl::unexpected<Error> unsupported(const char* part, const std::string& what)
{
    return fail(
        ErrorCode::Unsupported,
        "tokenizer.json has a {} that this version does not know, {}; choose another model.",
        part,
        inQuotes(what));
}

// Calls read for the part itself, or for each part of a Sequence, which may nest.
template <class Read>
Status forEachPart(const Json& part, const char* listKey, int depth, Read read)
{
    if (part.is_null())
        return {};
    if (textAt(part, "type") != "Sequence")
        return read(part);
    if (depth >= kMaxDepth)
        return fail(ErrorCode::Limit,
                    "tokenizer.json nests sequences more than {} deep; choose another model.",
                    kMaxDepth);
    for (const Json& inner : valueAt(part, listKey)) {
        if (Status ok = forEachPart(inner, listKey, depth + 1, read); !ok)
            return ok;
    }
    return {};
}

std::optional<SplitStep::Behaviour> behaviourOf(const std::string& name)
{
    if (name == "Isolated")
        return SplitStep::Behaviour::Isolated;
    if (name == "Removed")
        return SplitStep::Behaviour::Removed;
    if (name == "MergedWithPrevious")
        return SplitStep::Behaviour::MergedWithPrevious;
    if (name == "MergedWithNext")
        return SplitStep::Behaviour::MergedWithNext;
    if (name == "Contiguous")
        return SplitStep::Behaviour::Contiguous;
    return std::nullopt;
}

Status readSplit(const Json& part, TokenizerSpec& spec)
{
    const Json& pattern = valueAt(part, "pattern");
    SplitStep step;
    step.literal = valueAt(pattern, "String").is_string();
    step.pattern = textAt(pattern, step.literal ? "String" : "Regex");
    step.invert = flagAt(part, "invert", false);
    const std::string behaviour = textAt(part, "behavior");
    const std::optional<SplitStep::Behaviour> known = behaviourOf(behaviour);
    if (!known)
        return unsupported("split behaviour", behaviour);
    step.behaviour = *known;
    spec.splits.push_back(step);
    return {};
}

constexpr char kWhiteSpace[] = R"(\s+)";

Status readCharacterMap(const Json& step, TokenizerSpec& spec)
{
    std::optional<std::string> map = fromBase64(textAt(step, "precompiled_charsmap"));
    if (!map)
        return fail(ErrorCode::Malformed,
                    "tokenizer.json: expected \"precompiled_charsmap\" as base64, found something "
                    "else; download the model again.");
    if (map->empty())
        return {};
    Result<CharacterMap> read = CharacterMap::read(std::move(*map));
    if (!read)
        return fail(read.error());
    spec.normalizer.push_back({TextStep::Kind::MapCharacters,
                               {},
                               {},
                               std::make_shared<const CharacterMap>(std::move(*read))});
    return {};
}

Status readMetaspace(const Json& part, TokenizerSpec& spec)
{
    const std::string replacement = textAt(part, "replacement");
    std::string scheme = textAt(part, "prepend_scheme");
    if (scheme.empty())
        scheme = flagAt(part, "add_prefix_space", true) ? "always" : "never";
    if (replacement.empty())
        return unsupported("pre-tokenizer", "Metaspace without a replacement");
    if (spec.splits.size() == 1 && spec.splits[0].pattern == kWhiteSpace && scheme == "always") {
        spec.splits = {{replacement, /*literal=*/true, SplitStep::Behaviour::MergedWithNext}};
        spec.preparation.push_back({TextStep::Kind::JoinWords, {}, replacement});
        return {};
    }
    if (!spec.splits.empty())
        return unsupported("pre-tokenizer", "Metaspace after another");
    spec.preparation.push_back({TextStep::Kind::Replace, " ", replacement});
    if (scheme == "always")
        spec.preparation.push_back({TextStep::Kind::PrependUnlessPresent, {}, replacement});
    else if (scheme == "first")
        spec.preparation.push_back({TextStep::Kind::PrependAtStart, {}, replacement});
    else if (scheme != "never")
        return unsupported("prepend_scheme", scheme);
    if (flagAt(part, "split", true))
        spec.splits.push_back({replacement,
                               /*literal=*/true,
                               SplitStep::Behaviour::MergedWithNext,
                               /*invert=*/false});
    return {};
}

Status readByteLevel(const Json& part, TokenizerSpec& spec)
{
    spec.kind = TokenizerKind::ByteLevelBpe;
    if (flagAt(part, "add_prefix_space", true)) {
        if (!spec.splits.empty())
            return unsupported("pre-tokenizer", "ByteLevel with add_prefix_space after another");
        spec.preparation.push_back({TextStep::Kind::PrependUnlessPresent, {}, " "});
    }
    if (flagAt(part, "use_regex", true))
        spec.splits.push_back(gpt2Split());
    return {};
}

Status appendTemplateTokens(const Json& processor, TokenizerSpec& spec)
{
    bool afterText = false;
    for (const Json& entry : valueAt(processor, "single")) {
        if (!valueAt(entry, "Sequence").is_null()) {
            afterText = true;
            continue;
        }
        const std::string name = textAt(valueAt(entry, "SpecialToken"), "id");
        const Json& known = valueAt(processor, "special_tokens");
        const Json& ids = valueAt(valueAt(known, name.c_str()), "ids");
        if (!ids.is_array())
            return fail(ErrorCode::Malformed,
                        "tokenizer.json puts {} around texts, but does not give its ids; download "
                        "the model again.",
                        inQuotes(name));
        for (const Json& id : ids) {
            if (!id.is_number_integer() || id.get<std::int64_t>() < 0 ||
                id.get<std::int64_t>() > std::numeric_limits<TokenId>::max())
                return fail(ErrorCode::Malformed,
                            "tokenizer.json: expected token ids for {}, found something else; "
                            "download the model again.",
                            inQuotes(name));
            (afterText ? spec.suffix : spec.prefix).push_back(id.get<TokenId>());
        }
    }
    return {};
}

// {"cls": ["[CLS]", 101], "sep": ["[SEP]", 102]}
Status appendBertTokens(const Json& processor, TokenizerSpec& spec)
{
    for (const auto& [key, ids] :
         {std::pair("cls", &spec.prefix), std::pair("sep", &spec.suffix)}) {
        const Json& pair = valueAt(processor, key);
        if (!pair.is_array() || pair.size() != 2 || !pair[1].is_number_unsigned() ||
            pair[1].get<std::uint64_t>() > std::numeric_limits<TokenId>::max())
            return fail(ErrorCode::Malformed,
                        "tokenizer.json: expected a token and its id for {}, found something else; "
                        "download the model "
                        "again.",
                        key);
        ids->push_back(pair[1].get<TokenId>());
    }
    return {};
}

} // namespace

std::string textAt(const Json& object, const char* key)
{
    const Json& value = valueAt(object, key);
    return value.is_string() ? value.get<std::string>() : std::string();
}

bool flagAt(const Json& object, const char* key, bool fallback)
{
    const Json& value = valueAt(object, key);
    return value.is_boolean() ? value.get<bool>() : fallback;
}

const Json& valueAt(const Json& object, const char* key)
{
    static const Json kNull;
    if (!object.is_object())
        return kNull;
    const auto found = object.find(key);
    return found == object.end() ? kNull : *found;
}

Status readNormalizer(const Json& part, TokenizerSpec& spec)
{
    return forEachPart(part, "normalizers", 0, [&spec](const Json& step) -> Status {
        const std::string type = textAt(step, "type");
        if (type == "Prepend") {
            spec.normalizer.push_back({TextStep::Kind::Prepend, {}, textAt(step, "prepend")});
        } else if (type == "Replace") {
            const Json& pattern = valueAt(step, "pattern");
            if (textAt(pattern, "Regex") == " {2,}") {
                spec.normalizer.push_back(
                    {TextStep::Kind::JoinSpaces, {}, textAt(step, "content")});
                return {};
            }
            if (!valueAt(pattern, "String").is_string())
                return unsupported("normalizer", "Replace of a regular expression");
            spec.normalizer.push_back(
                {TextStep::Kind::Replace, textAt(pattern, "String"), textAt(step, "content")});
        } else if (type == "NFC") {
            spec.normalizer.push_back({TextStep::Kind::Nfc, {}, {}});
        } else if (type == "NFD") {
            spec.normalizer.push_back({TextStep::Kind::Nfd, {}, {}});
        } else if (type == "NFKC") {
            spec.normalizer.push_back({TextStep::Kind::Nfkc, {}, {}});
        } else if (type == "NFKD") {
            spec.normalizer.push_back({TextStep::Kind::Nfkd, {}, {}});
        } else if (type == "Precompiled") {
            return readCharacterMap(step, spec);
        } else if (type == "Strip") {
            spec.normalizer.push_back({TextStep::Kind::Strip,
                                       flagAt(step, "strip_left", true) ? "begin" : "",
                                       flagAt(step, "strip_right", true) ? "end" : ""});
        } else if (type == "Lowercase") {
            spec.normalizer.push_back({TextStep::Kind::Lowercase, {}, {}});
        } else if (type == "StripAccents") {
            spec.normalizer.push_back({TextStep::Kind::StripAccents, {}, {}});
        } else if (type == "BertNormalizer") {
            const bool lowercase = flagAt(step, "lowercase", true);
            const std::vector<TextStep> steps =
                bertNormalizer(flagAt(step, "clean_text", true),
                               flagAt(step, "handle_chinese_chars", true),
                               flagAt(step, "strip_accents", lowercase),
                               lowercase);
            spec.normalizer.insert(spec.normalizer.end(), steps.begin(), steps.end());
        } else {
            return unsupported("normalizer", type);
        }
        return {};
    });
}

Status readPreTokenizer(const Json& part, TokenizerSpec& spec)
{
    return forEachPart(part, "pretokenizers", 0, [&spec](const Json& step) -> Status {
        const std::string type = textAt(step, "type");
        if (type == "Split")
            return readSplit(step, spec);
        if (type == "Digits") {
            const bool each = flagAt(step, "individual_digits", false);
            spec.splits.push_back({each ? R"(\p{N})" : R"(\p{N}+)"});
            return {};
        }
        if (type == "ByteLevel")
            return readByteLevel(step, spec);
        if (type == "Metaspace")
            return readMetaspace(step, spec);
        if (type == "WhitespaceSplit") {
            spec.splits.push_back({kWhiteSpace, false, SplitStep::Behaviour::Removed});
            return {};
        }
        if (type == "BertPreTokenizer") {
            const std::vector<SplitStep> steps = bertSplits();
            spec.splits.insert(spec.splits.end(), steps.begin(), steps.end());
            return {};
        }
        return unsupported("pre-tokenizer", type);
    });
}

Status readPostProcessor(const Json& part, TokenizerSpec& spec)
{
    return forEachPart(part, "processors", 0, [&spec](const Json& step) -> Status {
        const std::string type = textAt(step, "type");
        if (type == "TemplateProcessing")
            return appendTemplateTokens(step, spec);
        if (type == "BertProcessing")
            return appendBertTokens(step, spec);
        if (type == "ByteLevel") // moves offsets only
            return {};
        return unsupported("post-processor", type);
    });
}

void readDecoder(const Json& part, TokenizerSpec& spec)
{
    const Status ignored = forEachPart(part, "decoders", 0, [&spec](const Json& step) -> Status {
        const std::string type = textAt(step, "type");
        const Json& start = valueAt(step, "start");
        if (type == "Strip" && textAt(step, "content") == " " && start.is_number_integer())
            spec.dropsFirstSpace = start.get<std::int64_t>() > 0;
        else if (type == "Metaspace")
            spec.dropsFirstSpace =
                textAt(step, "prepend_scheme") != "never" && flagAt(step, "add_prefix_space", true);
        return {};
    });
    static_cast<void>(ignored); // nested too deeply: the pre-tokenizer of such a file is refused
}

} // namespace core::tokenizer_json
