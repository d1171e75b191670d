// Pre-tokenizers by the names that GGUF files call them (tokenizer.ggml.pre).
#pragma once

#include "core/base/result.h"
#include "core/tokenizer/tokenizer_spec.h"

#include <string_view>
#include <vector>

namespace core {

struct PreTokenizerPreset
{
    std::vector<SplitStep> splits;
    bool ignoreMerges = false;
    bool normalizesToNfc = false; // GGUF files do not say, the models' tokenizer.json does
    bool addsBos = false;         // what the model does where the file does not say
};

// The pattern of GPT-2, which tokenizer.json calls ByteLevel.
SplitStep gpt2Split();

// BERT's words: what stands between white space, and each punctuation mark.
std::vector<SplitStep> bertSplits();

// BERT's way to make texts alike before they are cut.
std::vector<TextStep>
bertNormalizer(bool cleanText, bool spaceHan, bool stripAccents, bool lowercase);

// All that are known; of those that cut alike the best known one first.
std::vector<std::string_view> preTokenizerPresetNames();

// Fails with Unsupported, naming the name, where it is unknown.
Result<PreTokenizerPreset> preTokenizerPreset(std::string_view name);

} // namespace core
