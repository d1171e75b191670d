// The tokenizer in a Hugging Face folder: tokenizer.json, or tokenizer.model where that is missing
// or of a kind that is not known; tokenizer_config.json, generation_config.json and config.json
// name special tokens.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_file.h"
#include "core/tokenizer/tokenizer_spec.h"

namespace core {

Result<TokenizerSpec> huggingFaceTokenizer(const HuggingFaceFiles& files);

} // namespace core
