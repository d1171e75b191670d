// The tokenizer in a GGUF file: the keys tokenizer.ggml.*.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_file.h"
#include "core/tokenizer/tokenizer_spec.h"

namespace core {

// Where a file says nothing, what llama.cpp assumes holds: BOS for SentencePiece models, none for
// others.
Result<TokenizerSpec> ggufTokenizer(const ModelFile& file);

} // namespace core
