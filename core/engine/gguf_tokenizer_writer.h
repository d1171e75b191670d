// A tokenizer as GGUF files describe it: the keys tokenizer.ggml.*, which gguf_tokenizer.h reads.
#pragma once

#include "core/base/result.h"
#include "core/model/gguf_form.h"

#include <cstddef>

namespace core {

// The tokenizer and the chat template of a Hugging Face folder; nothing for a GGUF file, whose
// metadata has them. The list of tokens is filled up to vocabSize. What is written is read again
// and compared on texts of many kinds; fails with Unsupported where GGUF cannot say what the folder
// says, or as loadTokenizer() does.
Result<GgufMetadata> ggufTokenizerMetadata(const ModelFile& file, std::size_t vocabSize);

} // namespace core
