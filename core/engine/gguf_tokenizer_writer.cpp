#include "core/engine/gguf_tokenizer_writer.h"

#include "core/engine/chat_template_source.h"
#include "core/engine/gguf_tokenizer.h"
#include "core/engine/hugging_face_tokenizer.h"
#include "core/engine/well_known_tokens.h"
#include "core/formats/hugging_face_files.h"
#include "core/tokenizer/pre_tokenizer.h"
#include "core/tokenizer/pre_tokenizer_presets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace core {

namespace {

// What pre-tokenizers and normalisers treat differently.
constexpr std::array<std::string_view, 12> kSamples = {
    "Hello, world! It's we'll I'M THEY'RE don't 'quoted' _under_scored_ x=y+1;",
    "1 12 123 1234 12345 3.14159 1,000,000 ½ ²³ ١٢٣ १२३ Ⅷ",
    "  two  spaces   three\n\n\nlines\r\n\ttabs\t\t end   \n  ",
    "int main(int argc, char** argv) {\n    return argc > 1 ? 0 : -1; // ok\n}\n",
    "你好，世界。我喜欢人工智能！ 日本語のテキスト、ひらがなとカタカナ。 한국어 문장입니다.",
    "Привет, мир! Ελληνικά, καλημέρα. שלום עולם. مرحبا بالعالم. नमस्ते दुनिया। สวัสดีชาวโลก",
    "café cafe\xCC\x81 naïve Å ﬁ ﬀ ①② Ｆｕｌｌ ｗｉｄｔｈ ǅ İ ß ẞ",
    "😀 👩‍👩‍👧‍👦 🇨🇳 ❤️ 🏳️‍🌈",
    "aaaaaaaaaaaaaaaa AAAA aAaA camelCaseWords HTTPServer2024Q3",
    "https://example.org/a/b?c=d&e=%20#f user@example.org C:\\path\\file.txt $100 50% #tag",
    "...---___***///\\\\\\===>>><<<!!!???  . , ; : ( [ { \" ` ~ ^ |",
    "\xC2\xA0no-break\xE2\x80\x8Bzero\xE2\x80\x94"
    "dash\xE2\x80\xA6"
    "ellipsis \x01 \x7F",
};

tl::unexpected<Error> cannotSay(const std::string& what)
{
    return fail(ErrorCode::Unsupported,
                "GGUF has no way to say {} of this folder's tokenizer; use the folder as it is",
                what);
}

bool hasStep(const std::vector<TextStep>& steps, TextStep::Kind kind)
{
    return std::any_of(
        steps.begin(), steps.end(), [kind](const TextStep& step) { return step.kind == kind; });
}

// By the pieces they cut: files spell one pattern in several ways.
Result<std::string> presetNameOf(const TokenizerSpec& spec)
{
    const Result<PreTokenizer> own = PreTokenizer::create(spec.splits);
    if (!own)
        return fail(own.error());
    for (const std::string_view name : preTokenizerPresetNames()) {
        const Result<PreTokenizerPreset> preset = preTokenizerPreset(name);
        if (!preset || preset->ignoreMerges != spec.ignoreMerges ||
            preset->normalizesToNfc != hasStep(spec.normalizer, TextStep::Kind::Nfc))
            continue;
        const Result<PreTokenizer> candidate = PreTokenizer::create(preset->splits);
        if (candidate &&
            std::all_of(kSamples.begin(), kSamples.end(), [&](std::string_view sample) {
                return candidate->split(sample) == own->split(sample);
            }))
            return std::string(name);
    }
    return cannotSay("how texts are cut into words");
}

// Tokens that merges make get the scores of sentencepiece's own BPE models: the earlier, the
// higher.
std::vector<double> scoresOf(const TokenizerSpec& spec)
{
    std::unordered_map<std::string, double> score;
    for (std::size_t rank = 0; rank < spec.merges.size(); ++rank)
        score.emplace(spec.merges[rank].first + spec.merges[rank].second,
                      -static_cast<double>(rank));
    std::vector<double> scores;
    for (const std::string& token : spec.tokens) {
        const auto found = score.find(token);
        scores.push_back(found != score.end() ? found->second : -1e6);
    }
    return scores;
}

class Keys
{
public:
    template <class T>
    void set(const char* key, T value)
    {
        metadata[std::string("tokenizer.ggml.") + key] = std::move(value);
    }
    void id(const char* key, TokenId id)
    {
        if (id != kNoToken)
            set(key, std::int64_t{id});
    }

    GgufMetadata metadata;
};

void addTokens(const TokenizerSpec& spec, std::size_t vocabSize, Keys& keys)
{
    std::vector<std::string> tokens = spec.tokens;
    std::vector<std::int64_t> types;
    for (std::size_t id = 0; id < tokens.size(); ++id) {
        types.push_back(static_cast<std::int64_t>(spec.types[id]));
        if (tokens[id].empty()) {
            tokens[id] = fmt::format("[UNUSED{}]", id);
            types[id] = static_cast<std::int64_t>(TokenType::Unused);
        }
    }
    while (tokens.size() < vocabSize) {
        tokens.push_back(fmt::format("[PAD{}]", tokens.size()));
        types.push_back(static_cast<std::int64_t>(TokenType::Unused));
    }
    keys.set("tokens", std::move(tokens));
    keys.set("token_type", std::move(types));
}

Status addModel(const TokenizerSpec& spec, std::size_t vocabSize, Keys& keys)
{
    switch (spec.kind) {
    case TokenizerKind::ByteLevelBpe: {
        const Result<std::string> preset = presetNameOf(spec);
        if (!preset)
            return fail(preset.error());
        std::vector<std::string> merges;
        for (const auto& [first, second] : spec.merges)
            merges.push_back(first + ' ' + second);
        keys.set("model", std::string("gpt2"));
        keys.set("pre", *preset);
        keys.set("merges", std::move(merges));
        return {};
    }
    case TokenizerKind::CharacterBpe:
    case TokenizerKind::SentencePiece: {
        std::vector<double> scores =
            spec.kind == TokenizerKind::CharacterBpe ? scoresOf(spec) : spec.scores;
        scores.resize(std::max(scores.size(), vocabSize), -1e6);
        keys.set("model", std::string("llama"));
        keys.set("pre", std::string("default"));
        keys.set("scores", std::move(scores));
        keys.set("add_space_prefix",
                 spec.kind == TokenizerKind::SentencePiece
                     ? spec.addSpacePrefix
                     : hasStep(spec.normalizer, TextStep::Kind::Prepend) ||
                           hasStep(spec.preparation, TextStep::Kind::PrependUnlessPresent) ||
                           hasStep(spec.preparation, TextStep::Kind::PrependAtStart));
        return {};
    }
    case TokenizerKind::WordPiece:
        return cannotSay("its WordPiece vocabulary");
    case TokenizerKind::Unigram:
        break;
    }
    return cannotSay("its unigram vocabulary");
}

// GGUF names two ends besides the end of the text. Those that are left over may be well known:
// compare() sees.
void addEnds(const TokenizerSpec& spec, Keys& keys)
{
    std::vector<TokenId> written = {spec.eos};
    constexpr std::array kKeys = {"eot_token_id", "eom_token_id"};
    for (const TokenId end : spec.endsOfGeneration) {
        if (std::find(written.begin(), written.end(), end) != written.end())
            continue;
        if (written.size() > kKeys.size())
            return;
        keys.id(kKeys[written.size() - 1], end);
        written.push_back(end);
    }
}

// What is read of the metadata again.
class Draft final : public ModelFile
{
public:
    explicit Draft(GgufMetadata metadata)
        : ModelFile(Format::Gguf, {})
    {
        m_metadata = std::move(metadata);
    }
    bool damaged() const override { return false; }
};

Status compare(TokenizerSpec spec, const GgufMetadata& metadata)
{
    Result<TokenizerSpec> again = ggufTokenizer(Draft(metadata));
    if (!again)
        return fail(again.error());
    nameWellKnownTokens(spec);
    nameWellKnownTokens(*again);
    const bool sameFrame = again->prefix == spec.prefix && again->suffix == spec.suffix;
    const auto own = makeTokenizer(std::move(spec));
    const auto written = makeTokenizer(std::move(*again));
    if (!own || !written)
        return fail(!own ? own.error() : written.error());
    if (!sameFrame)
        return cannotSay("what stands around texts");
    for (std::size_t i = 0; i < (*own)->vocabSize(); ++i) {
        const auto id = static_cast<TokenId>(i);
        if ((*own)->endsGeneration(id) != (*written)->endsGeneration(id))
            return cannotSay("which tokens end an answer");
    }
    for (const std::string_view sample : kSamples)
        if ((*own)->encode(sample, {}) != (*written)->encode(sample, {}))
            return cannotSay("how texts become tokens");
    return {};
}

} // namespace

Result<GgufMetadata> ggufTokenizerMetadata(const ModelFile& file, std::size_t vocabSize)
{
    const HuggingFaceFiles* files = file.huggingFace();
    if (files == nullptr)
        return GgufMetadata();
    Result<TokenizerSpec> spec = huggingFaceTokenizer(*files);
    if (!spec)
        return fail(spec.error());
    if (spec->types.empty())
        spec->types.assign(spec->tokens.size(), TokenType::Normal);
    Keys keys;
    addTokens(*spec, vocabSize, keys);
    if (Status ok = addModel(*spec, vocabSize, keys); !ok)
        return fail(ok.error());
    keys.id("bos_token_id", spec->bos);
    keys.id("eos_token_id", spec->eos);
    keys.id("unknown_token_id", spec->unknown);
    addEnds(*spec, keys);
    keys.set("add_bos_token", spec->bos != kNoToken && spec->prefix == std::vector{spec->bos});
    keys.set("add_eos_token", spec->eos != kNoToken && spec->suffix == std::vector{spec->eos});
    if (std::string source = chatTemplateSource(file); !source.empty())
        keys.metadata["tokenizer.chat_template"] = std::move(source);
    if (Status same = compare(std::move(*spec), keys.metadata); !same)
        return fail(same.error());
    return std::move(keys.metadata);
}

} // namespace core
