// The portable versions of the operations in kernel_table.h: the specification of each.
#pragma once

#include "core/kernels/kernel_table.h"

namespace core::scalar {

void quantizeRow(const float* x, std::size_t blocks, ActivationBlock* out);

PackedTile packedTile(PackedFormat format);

void tileF32(const FloatTile& tile);
void tileF16(const FloatTile& tile);
void tileBf16(const FloatTile& tile);
void tileInterleaved(const InterleavedTile& tile);

void rmsNorm(const float* x, const float* weight, std::size_t n, float epsilon, float* y);
void siluMultiply(float* gate, const float* up, std::size_t n);
void geluTanhMultiply(float* gate, const float* up, std::size_t n);
void clampedSiluMultiply(float* gate, const float* up, std::size_t n);
void softCap(float* x, std::size_t n, float cap);
void narrow(const float* x, std::size_t n, std::uint16_t* halves);
void interleaveF32(const float* x, std::size_t n, float* out, std::size_t step);
void interleaveF16(const std::uint16_t* x, std::size_t n, float* out, std::size_t step);
void interleaveBf16(const std::uint16_t* x, std::size_t n, float* out, std::size_t step);

void attendF32(const AttentionPage& page);
void attendF16(const AttentionPage& page);

} // namespace core::scalar
