#include "core/engine/gguf_tokenizer.h"

#include "core/base/utf8.h"
#include "core/tokenizer/character_map.h"
#include "core/tokenizer/pre_tokenizer_presets.h"
#include "core/tokenizer/word_piece_model.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <string>
#include <utility>

namespace core {

namespace {

std::string keyOf(const char* name)
{
    return std::string("tokenizer.ggml.") + name;
}

tl::unexpected<Error> wrongType(const std::string& key, const char* expected)
{
    return fail(ErrorCode::Malformed,
                "expected {} to be {}, found another type; download the model again.",
                key,
                expected);
}

// Sets id where the file has the key.
Status readId(const ModelFile& file, const char* name, TokenId& id)
{
    const std::string key = keyOf(name);
    if (!file.metadata().contains(key))
        return {};
    const std::optional<std::int64_t> value = file.integer(key);
    if (!value)
        return wrongType(key, "a token id");
    if (*value < 0 || *value > std::numeric_limits<TokenId>::max())
        return fail(ErrorCode::Malformed,
                    "expected {} to be a token id, found {}; download the model again.",
                    key,
                    *value);
    id = static_cast<TokenId>(*value);
    return {};
}

Status readFlag(const ModelFile& file, const char* name, bool& flag)
{
    const std::string key = keyOf(name);
    if (!file.metadata().contains(key))
        return {};
    const std::optional<bool> value = file.boolean(key);
    if (!value)
        return wrongType(key, "true or false");
    flag = *value;
    return {};
}

Status readTokens(const ModelFile& file, TokenizerSpec& spec)
{
    const std::vector<std::string>* tokens = file.strings(keyOf("tokens"));
    if (tokens == nullptr)
        return wrongType(keyOf("tokens"), "a list of texts");
    spec.tokens = *tokens;

    if (file.metadata().contains(keyOf("token_type"))) {
        const std::vector<std::int64_t>* types = file.integers(keyOf("token_type"));
        if (types == nullptr)
            return wrongType(keyOf("token_type"), "a list of integers");
        for (const std::int64_t type : *types) {
            if (type < 0 || type > static_cast<std::int64_t>(TokenType::Byte))
                return fail(ErrorCode::Malformed,
                            "expected token types from 0 to 6, found {} for token {}; download the "
                            "model again.",
                            type,
                            spec.types.size());
            spec.types.push_back(type == 0 ? TokenType::Normal : static_cast<TokenType>(type));
        }
    } else {
        spec.types.assign(spec.tokens.size(), TokenType::Normal);
    }
    if (spec.kind != TokenizerKind::SentencePiece)
        return {};
    const std::vector<double>* scores = file.numbers(keyOf("scores"));
    if (scores == nullptr)
        return wrongType(keyOf("scores"), "a list of numbers");
    spec.scores.assign(scores->begin(), scores->end());
    return {};
}

Status readMerges(const ModelFile& file, TokenizerSpec& spec)
{
    const std::vector<std::string>* merges = file.strings(keyOf("merges"));
    if (merges == nullptr)
        return wrongType(keyOf("merges"), "a list of texts");
    spec.merges.reserve(merges->size());
    for (const std::string& merge : *merges) {
        // The first part may begin with a space, but it is never empty.
        const std::size_t space = merge.find(' ', 1);
        if (space == std::string::npos || space + 1 == merge.size())
            return fail(
                ErrorCode::Malformed,
                "expected merge {} to be two tokens with a space between, found {}; download "
                "the model again.",
                spec.merges.size(),
                inQuotes(merge));
        spec.merges.emplace_back(merge.substr(0, space), merge.substr(space + 1));
    }
    return {};
}

// Phi-3's special tokens take the white space after them along; GGUF has no word for that.
bool isPhi3(const ModelFile& file)
{
    const std::string* name = file.string("general.name");
    if (name == nullptr)
        return false;
    std::string lower = *name;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return lower.find("phi-3") != std::string::npos || lower.find("phi3") != std::string::npos;
}

void listAddedTokens(const ModelFile& file, TokenizerSpec& spec)
{
    const bool phi3 = isPhi3(file);
    const std::size_t count = std::min(spec.tokens.size(), spec.types.size());
    for (std::size_t i = 0; i < count; ++i) {
        const TokenType type = spec.types[i];
        const std::string& text = spec.tokens[i];
        const bool special = type == TokenType::Control || type == TokenType::Unknown;
        if (text.empty() || (!special && type != TokenType::UserDefined))
            continue;
        AddedToken token{.id = static_cast<TokenId>(i), .special = special};
        token.rightStrip = phi3 && text != "<unk>" && text != "<s>" && text != "<|endoftext|>" &&
                           (special || text == "</s>");
        spec.added.push_back(token);
    }
}

Status readSpecialTokens(const ModelFile& file, bool addsBos, TokenizerSpec& spec)
{
    if (Status ok = readId(file, "bos_token_id", spec.bos); !ok)
        return ok;
    if (Status ok = readId(file, "eos_token_id", spec.eos); !ok)
        return ok;
    for (const char* name : {"eot_token_id", "eom_token_id"}) {
        TokenId end = kNoToken;
        if (Status ok = readId(file, name, end); !ok)
            return ok;
        if (end != kNoToken)
            spec.endsOfGeneration.push_back(end);
    }
    bool addsEos = false;
    if (Status ok = readFlag(file, "add_bos_token", addsBos); !ok)
        return ok;
    if (Status ok = readFlag(file, "add_eos_token", addsEos); !ok)
        return ok;
    if (addsBos && spec.bos != kNoToken)
        spec.prefix = {spec.bos};
    if (addsEos && spec.eos != kNoToken)
        spec.suffix = {spec.eos};
    return {};
}

Result<TokenizerSpec> byteLevel(const ModelFile& file)
{
    TokenizerSpec spec;
    spec.kind = TokenizerKind::ByteLevelBpe;
    const std::string* name = file.string(keyOf("pre"));
    Result<PreTokenizerPreset> preset = preTokenizerPreset(name != nullptr ? *name : "default");
    if (!preset)
        return fail(std::move(preset.error()));
    spec.splits = std::move(preset->splits);
    spec.ignoreMerges = preset->ignoreMerges;
    if (preset->normalizesToNfc)
        spec.normalizer.push_back({TextStep::Kind::Nfc, {}, {}});
    if (Status ok = readTokens(file, spec); !ok)
        return fail(std::move(ok.error()));
    if (Status ok = readMerges(file, spec); !ok)
        return fail(std::move(ok.error()));
    if (Status ok = readSpecialTokens(file, preset->addsBos, spec); !ok)
        return fail(std::move(ok.error()));
    listAddedTokens(file, spec);
    return spec;
}

Result<TokenizerSpec> sentencePiece(const ModelFile& file)
{
    TokenizerSpec spec;
    spec.kind = TokenizerKind::SentencePiece;
    if (Status ok = readTokens(file, spec); !ok)
        return fail(std::move(ok.error()));
    if (Status ok = readFlag(file, "add_space_prefix", spec.addSpacePrefix); !ok)
        return fail(std::move(ok.error()));
    spec.dropsFirstSpace = spec.addSpacePrefix;
    const auto orNone = [&spec](TokenId id) {
        return static_cast<std::size_t>(id) < spec.tokens.size() ? id : kNoToken;
    };
    spec.unknown = orNone(0); // Llama's, where the file names none
    spec.bos = orNone(1);
    spec.eos = orNone(2);
    if (Status ok = readId(file, "unknown_token_id", spec.unknown); !ok)
        return fail(std::move(ok.error()));
    if (Status ok = readSpecialTokens(file, /*addsBos=*/true, spec); !ok)
        return fail(std::move(ok.error()));
    listAddedTokens(file, spec);
    return spec;
}

// T5's: the most probable segmentation, by scores.
Result<TokenizerSpec> unigram(const ModelFile& file)
{
    TokenizerSpec spec;
    spec.kind = TokenizerKind::SentencePiece;
    spec.unigram = true;
    spec.joinsSpaces = true;
    if (Status ok = readTokens(file, spec); !ok)
        return fail(std::move(ok.error()));
    if (Status ok = readFlag(file, "add_space_prefix", spec.addSpacePrefix); !ok)
        return fail(std::move(ok.error()));
    if (Status ok = readFlag(file, "remove_extra_whitespaces", spec.joinsSpaces); !ok)
        return fail(std::move(ok.error()));
    spec.dropsFirstSpace = spec.addSpacePrefix;
    if (const auto* map = file.integers(keyOf("precompiled_charsmap"))) {
        for (const std::int64_t byte : *map)
            spec.characterMap += static_cast<char>(byte);
        if (const Result<CharacterMap> read = CharacterMap::read(spec.characterMap); !read)
            return fail(read.error());
    }
    if (Status ok = readId(file, "unknown_token_id", spec.unknown); !ok)
        return fail(std::move(ok.error()));
    if (Status ok = readSpecialTokens(file, /*addsBos=*/false, spec); !ok)
        return fail(std::move(ok.error()));
    listAddedTokens(file, spec);
    return spec;
}

// GGUF writes "▁word" for a token that begins a word and "go" for one that goes on, "[CLS]" and the
// like as they are; we have "word" and "##go", as BERT's own vocabulary does.
std::string wordPiece(const std::string& text)
{
    constexpr std::string_view kBegin = "\xE2\x96\x81";
    if (text.empty() || (text.front() == '[' && text.back() == ']'))
        return text;
    return text.starts_with(kBegin) ? text.substr(kBegin.size())
                                    : std::string(kWordPieceContinuation) + text;
}

Result<TokenizerSpec> bert(const ModelFile& file)
{
    TokenizerSpec spec;
    spec.kind = TokenizerKind::WordPiece;
    spec.normalizer = bertNormalizer(
        /*cleanText=*/true, /*spaceHan=*/true, /*stripAccents=*/true, /*lowercase=*/true);
    spec.splits = bertSplits();
    spec.dropsFirstSpace = true;
    if (Status ok = readTokens(file, spec); !ok)
        return fail(std::move(ok.error()));
    for (std::string& text : spec.tokens)
        text = wordPiece(text);
    if (Status ok = readId(file, "unknown_token_id", spec.unknown); !ok)
        return fail(std::move(ok.error()));
    if (Status ok = readSpecialTokens(file, /*addsBos=*/false, spec); !ok)
        return fail(std::move(ok.error()));
    TokenId cls = kNoToken;
    TokenId separator = kNoToken;
    if (Status ok = readId(file, "cls_token_id", cls); !ok)
        return fail(std::move(ok.error()));
    if (Status ok = readId(file, "seperator_token_id", separator); !ok) // spelt so in the format
        return fail(std::move(ok.error()));
    if (cls != kNoToken)
        spec.prefix = {cls};
    if (separator != kNoToken)
        spec.suffix = {separator};
    listAddedTokens(file, spec);
    return spec;
}

} // namespace

Result<TokenizerSpec> ggufTokenizer(const ModelFile& file)
{
    const std::string* model = file.string(keyOf("model"));
    if (model == nullptr)
        return fail(ErrorCode::Unsupported,
                    "the file holds no tokenizer ({} is missing); choose a file with one.",
                    keyOf("model"));
    if (*model == "gpt2")
        return byteLevel(file);
    if (*model == "llama")
        return sentencePiece(file);
    if (*model == "bert")
        return bert(file);
    if (*model == "t5")
        return unigram(file);
    return fail(
        ErrorCode::Unsupported,
        "expected a tokenizer of the kind \"gpt2\", \"llama\", \"t5\" or \"bert\", found {}; "
        "choose another model.",
        inQuotes(*model));
}

} // namespace core
