// The AVX-512 (F, BW, DQ, VL, VNNI) versions of operations in kernel_table.h; the others are
// AVX2's.
#pragma once

#include "core/kernels/kernel_table.h"

namespace core::avx512 {

void quantizeRow(const float* x, std::size_t blocks, ActivationBlock* out);

PackedTile packedTile(PackedFormat format);
UnpackStrips unpackStrips(PackedFormat format);

void tileF32(const FloatTile& tile);
void tileF16(const FloatTile& tile);
void tileBf16(const FloatTile& tile);
void tileInterleaved(const InterleavedTile& tile);

void attendF32(const AttentionPage& page);
void attendF16(const AttentionPage& page);

} // namespace core::avx512
