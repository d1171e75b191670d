// The patterns are facts about published tokenizers: each model's tokenizer.json holds them.
#include "core/tokenizer/pre_tokenizer_presets.h"

#include <algorithm>
#include <array>
#include <span>

namespace core {

namespace {

using Patterns = std::span<const std::string_view>;

constexpr std::string_view kDefault[] = {
    R"~([\p{P}\$\+<=>\^~\|]+)~",
    R"~('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\)~"
    R"~(s+)~",
    R"~(\p{N}+)~",
    R"~([0-9][0-9][0-9])~",
};

constexpr std::string_view kGpt2[] = {
    R"~('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\)~"
    R"~(s+)~",
};

constexpr std::string_view kDigits[] = {
    R"~(\p{N})~",
    R"~('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\)~"
    R"~(s+)~",
};

constexpr std::string_view kLlama3[] = {
    R"~((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\)~"
    R"~(p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)~",
};

constexpr std::string_view kQwen2[] = {
    R"~((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\)~"
    R"~(p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)~",
};

constexpr std::string_view kQwen35[] = {
    R"~((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\)~"
    R"~(s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)~",
};

constexpr std::string_view kDeepseekLlm[] = {
    R"~([\r\n])~",
    R"~(\s?[A-Za-z\x{b5}\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{1ba}\x{1bc}-\x{1bf}\)~"
    R"~(x{1c4}-\x{293}\x{295}-\x{2af}\x{370}-\x{373}\x{376}\x{377}\x{37b}-\x{37d)~"
    R"~(}\x{37f}\x{386}\x{388}-\x{38a}\x{38c}\x{38e}-\x{3a1}\x{3a3}-\x{3f5}\x{3f)~"
    R"~(7}-\x{481}\x{48a}-\x{52f}\x{531}-\x{556}\x{10a0}-\x{10c5}\x{13a0}-\x{13f)~"
    R"~(5}\x{13f8}-\x{13fd}\x{1c90}-\x{1cba}\x{1cbd}-\x{1cbf}\x{1d00}-\x{1d2b}\x)~"
    R"~({1d6b}-\x{1d77}\x{1d79}-\x{1d9a}\x{1e00}-\x{1f15}\x{1f18}-\x{1f1d}\x{1f2)~"
    R"~(0}-\x{1f45}\x{1f48}-\x{1f4d}\x{1f50}-\x{1f57}\x{1f59}\x{1f5b}\x{1f5d}\x{)~"
    R"~(1f5f}-\x{1f7d}\x{1f80}-\x{1fb4}\x{1fb6}-\x{1fbc}\x{1fbe}\x{1fc2}-\x{1fc4)~"
    R"~(}\x{1fc6}-\x{1fcc}\x{1fd0}-\x{1fd3}\x{1fd6}-\x{1fdb}\x{1fe0}-\x{1fec}\x{)~"
    R"~(1ff2}-\x{1ff4}\x{1ff6}-\x{1ffc}\x{2102}\x{2107}\x{210a}-\x{2113}\x{2115})~"
    R"~(\x{2119}-\x{211d}\x{2124}\x{2126}\x{2128}\x{212a}-\x{212d}\x{212f}-\x{21)~"
    R"~(34}\x{2139}\x{213c}-\x{213f}\x{2145}-\x{2149}\x{214e}\x{2183}\x{2184}\x{)~"
    R"~(2c00}-\x{2c7b}\x{2c7e}-\x{2ce4}\x{2ceb}-\x{2cee}\x{2cf2}\x{2cf3}\x{a640})~"
    R"~(-\x{a66d}\x{a680}-\x{a69b}\x{a722}-\x{a76f}\x{a771}-\x{a787}\x{a78b}-\x{)~"
    R"~(a78e}\x{ab70}-\x{abbf}\x{fb00}-\x{fb06}\x{fb13}-\x{fb17}\x{ff21}-\x{ff3a)~"
    R"~(}\x{ff41}-\x{ff5a}\x{10400}-\x{1044f}\x{104b0}-\x{104d3}\x{104d8}-\x{104)~"
    R"~(fb}\x{10c80}-\x{10cb2}\x{10cc0}-\x{10cf2}\x{118a0}-\x{118df}\x{1e900}-\x)~"
    R"~({1e943}]+)~",
    R"~(\s?[!-/:-~\x{ff01}-\x{ff0f}\x{ff1a}-\x{ff5e}\x{2018}-\x{201f}\x{3000}-\x)~"
    R"~({3002}]+)~",
    R"~(\s+$)~",
    R"~([\x{4e00}-\x{9fa5}\x{800}-\x{4e00}\x{ac00}-\x{d7ff}]+)~",
    R"~(\p{N}+)~",
};

constexpr std::string_view kDeepseekCoder[] = {
    R"~([\r\n])~",
    R"~(\s?\p{L}+)~",
    R"~(\s?\p{P}+)~",
    R"~([一-龥ࠀ-一가-퟿]+)~",
    R"~(\p{N})~",
};

constexpr std::string_view kDeepseekV3[] = {
    R"~(\p{N}{1,3})~",
    R"~([一-龥぀-ゟ゠-ヿ]+)~",
    R"~([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[)~"
    R"~(\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)~",
};

constexpr std::string_view kFalcon[] = {
    R"~([\p{P}\$\+<=>\^~\|`]+)~",
    R"~('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\)~"
    R"~(s+)~",
    R"~([0-9][0-9][0-9])~",
};

constexpr std::string_view kBloom[] = {
    R"~( ?[^(\s|.,!?…。，、।۔،)]+)~",
};

constexpr std::string_view kViking[] = {
    R"~( ?[^(\s|.,!?…。，、।۔،)]+)~",
    R"~(\p{N})~",
};

constexpr std::string_view kTekken[] = {
    R"~([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{)~"
    R"~(M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{L)~"
    R"~(o}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)~",
};

constexpr std::string_view kGpt4o[] = {
    R"~([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{)~"
    R"~(M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\)~"
    R"~(p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N)~"
    R"~(}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)~",
};

constexpr std::string_view kBailing[] = {
    R"~('(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[)~"
    R"~(\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+)~",
};

constexpr std::string_view kSeedCoder[] = {
    R"~((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\)~"
    R"~(p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+)~",
};

struct Preset
{
    std::string_view name;
    Patterns patterns;
    bool ignoreMerges = false;
    bool addsBos = false;
    bool normalizesToNfc = false;
};

constexpr Preset kPresets[] = {
    {"default", kDefault},
    {"gpt-2", kGpt2},
    {"mpt", kGpt2},
    {"olmo", kGpt2},
    {"jais", kGpt2},
    {"trillion", kGpt2},
    {"granite-docling", kGpt2},
    {"phi-2", kGpt2},
    {"gigachat", kGpt2},
    {"exaone4", kGpt2},
    {"a.x-4.0", kGpt2},
    {"mellum", kGpt2},
    {"smollm", kDigits},
    {"starcoder", kDigits},
    {"refact", kDigits},
    {"command-r", kDigits, false, false, true},
    {"codeshell", kDigits},
    {"exaone", kDigits},
    {"minerva-7b", kDigits},
    {"llama-bpe", kLlama3, true, true},
    {"llama3", kLlama3, true, true},
    {"llama-v3", kLlama3, true, true},
    {"falcon3", kLlama3, true, true},
    {"falcon-h1", kLlama3, true, true},
    {"pixtral", kLlama3, true, true},
    {"midm-2.0", kLlama3, true, true},
    {"lfm2", kLlama3, true, true},
    {"dbrx", kLlama3},
    {"smaug-bpe", kLlama3},
    {"chatglm-bpe", kLlama3},
    {"glm4", kLlama3},
    {"qwen2", kQwen2, false, false, true},
    {"deepseek-r1-qwen", kQwen2, false, false, true},
    {"stablelm2", kQwen2},
    {"hunyuan", kQwen2},
    {"megrez", kQwen2},
    {"kormo", kQwen2},
    {"qwen35", kQwen35},
    {"deepseek-llm", kDeepseekLlm},
    {"deepseek-coder", kDeepseekCoder},
    {"deepseek-v3", kDeepseekV3},
    {"hunyuan-dense", kDeepseekV3},
    {"falcon", kFalcon},
    {"bloom", kBloom},
    {"poro-chat", kBloom},
    {"gpt3-finnish", kBloom},
    {"viking", kViking},
    {"tekken", kTekken, true, true},
    {"gpt-4o", kGpt4o},
    {"llama4", kGpt4o},
    {"kanana2", kGpt4o},
    {"minimax-m2", kGpt4o},
    {"bailingmoe", kBailing},
    {"bailingmoe2", kBailing},
    {"llada-moe", kBailing},
    {"seed-coder", kSeedCoder},
};

} // namespace

SplitStep gpt2Split()
{
    return {std::string(kGpt2[0])};
}

std::vector<SplitStep> bertSplits()
{
    // Punctuation as the tokenizer's authors knew it: of Unicode 8, and U+166D, which was one then.
    static constexpr std::string_view kPunctuation =
        R"~((?![\x{61d}\x{9fd}\x{a76}\x{c77}\x{c84}\x{1b4e}\x{1b4f}\x{1b7d}-\x{1b7f}\x{2e43}-\x{2e4f})~"
        R"~(\x{2e52}-\x{2e5d}\x{2e60}-\x{2e63}\x{10d6e}\x{10ead}\x{10ed0}\x{10f55}-\x{10f59})~"
        R"~(\x{10f86}-\x{10f89}\x{113d4}-\x{113d8}\x{1144b}-\x{1144f}\x{1145a}-\x{1145d})~"
        R"~(\x{11660}-\x{1166c}\x{116b9}\x{1183b}\x{11944}-\x{11946}\x{119e2}\x{11a3f}-\x{11a46})~"
        R"~(\x{11a9a}-\x{11aa2}\x{11b00}-\x{11b09}\x{11be1}\x{11c41}-\x{11c45}\x{11c70}\x{11c71})~"
        R"~(\x{11ef7}\x{11ef8}\x{11f43}-\x{11f4f}\x{11fff}\x{12ff1}\x{12ff2}\x{16d6d}-\x{16d6f})~"
        R"~(\x{16e97}-\x{16e9a}\x{16fe2}\x{1e5ff}\x{1e95e}\x{1e95f}])[!-/:-@\[-`{-~\p{P}\x{166d}])~";
    return {{.pattern = R"(\s+)", .behaviour = SplitStep::Behaviour::Removed},
            {.pattern = std::string(kPunctuation)}};
}

std::vector<TextStep>
bertNormalizer(bool cleanText, bool spaceHan, bool stripAccents, bool lowercase)
{
    std::vector<TextStep> steps;
    const auto add = [&steps](bool wanted, TextStep::Kind kind) {
        if (wanted)
            steps.push_back({kind, {}, {}});
    };
    add(cleanText, TextStep::Kind::CleanText);
    add(spaceHan, TextStep::Kind::SpaceHan);
    add(stripAccents, TextStep::Kind::Nfd);
    add(stripAccents, TextStep::Kind::StripAccents);
    add(lowercase, TextStep::Kind::Lowercase);
    return steps;
}

std::vector<std::string_view> preTokenizerPresetNames()
{
    std::vector<std::string_view> names;
    for (const Preset& preset : kPresets)
        names.push_back(preset.name);
    return names;
}

Result<PreTokenizerPreset> preTokenizerPreset(std::string_view name)
{
    const auto found = std::find_if(std::begin(kPresets),
                                    std::end(kPresets),
                                    [name](const Preset& preset) { return preset.name == name; });
    if (found == std::end(kPresets))
        return fail(ErrorCode::Unsupported,
                    "The model's pre-tokenizer \"{}\" is not known to this version; update "
                    "Fireside or use another "
                    "model.",
                    name);
    PreTokenizerPreset preset;
    for (const std::string_view pattern : found->patterns)
        preset.splits.push_back({std::string(pattern)});
    preset.ignoreMerges = found->ignoreMerges;
    preset.addsBos = found->addsBos;
    preset.normalizesToNfc = found->normalizesToNfc;
    return preset;
}

} // namespace core
