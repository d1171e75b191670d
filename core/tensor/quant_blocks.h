// Byte layouts of quantised tensors, as they lie in files: little-endian, no padding, innermost
// dimension first to last. d and m are fp16 bit patterns (core/base/half.h). Blocks may lie at any
// address: copy them before use.
#pragma once

#include <cstdint>

namespace core {

static_assert(sizeof(std::uint16_t) == 2 && alignof(std::uint16_t) == 2);

// Q4_0: 4.5 bits per weight. x[i] = d * (q[i] - 8), q in 0..15.
struct BlockQ4_0
{
    static constexpr int kElements = 32;
    std::uint16_t d;
    std::uint8_t qs[kElements / 2]; // byte i: q[i] in the low, q[i + 16] in the high four bits
};
static_assert(sizeof(BlockQ4_0) == 18);

// Q4_1: 5 bits per weight. x[i] = d * q[i] + m, q in 0..15.
struct BlockQ4_1
{
    static constexpr int kElements = 32;
    std::uint16_t d;
    std::uint16_t m;
    std::uint8_t qs[kElements / 2]; // byte i: q[i] in the low, q[i + 16] in the high four bits
};
static_assert(sizeof(BlockQ4_1) == 20);

// Q8_0: 8.5 bits per weight. x[i] = d * q[i], q in -128..127.
struct BlockQ8_0
{
    static constexpr int kElements = 32;
    std::uint16_t d;
    std::int8_t qs[kElements];
};
static_assert(sizeof(BlockQ8_0) == 34);

// Q6_K: 6.5625 bits per weight. x[i] = d * scales[i / 16] * (q[i] - 32), q in 0..63.
// Two halves of 128 elements; in each half h, for l in 0..31, with L = ql + 64 h, H = qh + 32 h:
//   q[128 h + l]      = L[l] low four bits        | bits 0-1 of H[l] << 4
//   q[128 h + l + 32] = L[l + 32] low four bits   | bits 2-3 of H[l] << 4
//   q[128 h + l + 64] = L[l] high four bits       | bits 4-5 of H[l] << 4
//   q[128 h + l + 96] = L[l + 32] high four bits  | bits 6-7 of H[l] << 4
struct BlockQ6_K
{
    static constexpr int kElements = 256;
    std::uint8_t ql[kElements / 2];
    std::uint8_t qh[kElements / 4];
    std::int8_t scales[kElements / 16];
    std::uint16_t d;
};
static_assert(sizeof(BlockQ6_K) == 210);

} // namespace core
