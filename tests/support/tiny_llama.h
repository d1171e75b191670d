// A complete llama model with random weights and a byte-level vocabulary, a few hundred kilobytes
// small.
#pragma once

#include "core/tensor/dtype.h"
#include "tests/support/gguf_builder.h"

#include <cstdint>
#include <string>

namespace tests {

struct TinyLlama
{
    std::uint32_t layerCount = 2;
    std::uint32_t modelDim = 64; // a multiple of 32, of 256 for Q6_K
    std::uint32_t headCount = 4;
    std::uint32_t kvHeadCount = 2;
    std::uint32_t feedForwardDim = 128; // likewise
    std::uint32_t contextTokens = 256;
    core::DType matrixType = core::DType::F32; // of every matrix; norms are F32
    bool tiedOutput = true;
    std::uint32_t seed = 1; // the same seed gives the same bytes
};

// Vocabulary: the 256 bytes as GPT-2 writes them, two merges ("th", "he"), then <|endoftext|>,
// <|im_start|> and
// <|im_end|> (end of turn). The chat template is ChatML. Alter the builder before build() to break
// the model.
GgufBuilder tinyLlama(const TinyLlama& options = {});

// Stored bytes of that many random elements, of the size weights have in such a model.
std::string randomElements(core::DType dtype, std::size_t elements, std::uint32_t seed);

} // namespace tests
