// A block of any quantised type taken apart into integers and at most two floating-point factors.
// Every type of GGUF has this form exactly, so one description serves dequantisation and the
// packing of weights for integer products.
#pragma once

#include "core/tensor/dtype.h"

#include <cstddef>
#include <cstdint>

namespace core {

// x[i] = d * scale[i / 16] * q[i] - dmin * min[i / 16], for i below the type's blockElements; the
// product before the minus is exact in float32, the difference rounds once.
struct IntegerBlock
{
    float d = 0.0F;
    float dmin = 0.0F;
    std::int8_t scale[16] = {};
    std::uint8_t min[16] = {};
    std::int8_t q[256] = {};
};

// Reads the block of a quantised type that lies at source, which holds traits(dtype).blockBytes at
// any alignment; only the entries of `block` that the type uses are written.
using ExpandBlock = void (*)(const std::byte* source, IntegerBlock& block);

ExpandBlock expanderFor(DType dtype);

// For the types of codebook_blocks.h alone.
ExpandBlock codebookExpanderFor(DType dtype);

} // namespace core
