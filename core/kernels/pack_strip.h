// From the blocks of a file to the strips of packed_layout.h.
#pragma once

#include "core/kernels/packed_layout.h"

#include <cstddef>

namespace core {

// Bytes of a strip with that many columns, a whole number of the type's blocks.
std::size_t packedStripBytes(DType dtype, std::size_t cols);

// Packs eight rows of a quantised type; each holds byteSize(dtype, cols) bytes at any alignment. A
// null row is all zero. The weights are exactly those of the file.
void packStrip(DType dtype,
               const std::byte* const (&rows)[kStripRows],
               std::size_t cols,
               std::byte* out);

} // namespace core
