// The AVX2 + FMA + F16C versions of the operations in kernel_table.h.
#pragma once

#include "core/kernels/kernel_table.h"

namespace core::avx2 {

void quantizeRow(const float* x, std::size_t cols, std::int8_t* q, float* scale, std::int16_t* sums);

void tileQ4_0(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride);
void tileQ4_1(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride);
void tileQ8_0(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride);
void tileQ6_K(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride);

float dotF32(const float* x, const float* w, std::size_t n);
float dotF16(const float* x, const std::uint16_t* w, std::size_t n);
float dotBf16(const float* x, const std::uint16_t* w, std::size_t n);

void rmsNorm(const float* x, const float* weight, std::size_t n, float epsilon, float* y);
void siluMultiply(float* gate, const float* up, std::size_t n);

void attendF32(const AttentionPage& page);
void attendF16(const AttentionPage& page);

} // namespace core::avx2
