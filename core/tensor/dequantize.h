// Stored elements to float32: the readable reference that faster kernels are measured against.
#pragma once

#include "core/tensor/dtype.h"

#include <cstddef>

namespace core {

// Writes `elements` floats to dst. elements is a whole number of blocks; src holds byteSize(dtype,
// elements) bytes at any alignment. The result is exact: no product here needs more than float32's
// 24 bits, and the sum of a type with minimums rounds once.
void dequantize(DType dtype, const std::byte* src, float* dst, std::size_t elements);

} // namespace core
