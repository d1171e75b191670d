// Float32 to stored elements: what `fireside-cli quantize` writes. The other direction is
// dequantize.h.
#pragma once

#include "core/tensor/dtype.h"

#include <cstddef>
#include <span>

namespace core {

// Whether quantize() writes the type: F32, F16, BF16, Q8_0, Q4_0, Q4_K and Q6_K.
bool canQuantizeTo(DType dtype);

// Writes values, a whole number of blocks, to the byteSize(dtype, values.size()) bytes at dst, at
// any alignment. Each block's scale (and minimum) is the one of a few dozen candidates with the
// smallest squared error, large weights counting more. Values must be finite. Pure and thread-safe;
// canQuantizeTo(dtype) must hold.
void quantize(DType dtype, std::span<const float> values, std::byte* dst);

} // namespace core
