// tokenizer.json, the format of Hugging Face's tokenizers library: normalizer, pre_tokenizer,
// model, post_processor, decoder and added_tokens.
#pragma once

#include "core/base/result.h"
#include "core/tokenizer/tokenizer_spec.h"

#include <nlohmann/json.hpp>

namespace core {

// Everything but bos, eos and the ends of generation, which other files name. Fails with
// Unsupported, naming it, for any part that is not known.
Result<TokenizerSpec> parseTokenizerJson(const nlohmann::json& json);

} // namespace core
