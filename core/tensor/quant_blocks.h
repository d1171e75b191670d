// Byte layouts of quantised tensors, as they lie in files: little-endian, no padding, innermost
// dimension first to last. d, dmin and m are fp16 bit patterns (core/base/half.h). Blocks may lie
// at any address: copy them before use. The types with a codebook are in codebook_blocks.h.
//
// Specified by ggml-common.h of the ggml library (github.com/ggml-org/ggml) and, for MXFP4, by the
// OCP Microscaling Formats specification, version 1.0.
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

// Q5_0: 5.5 bits per weight. x[i] = d * (q[i] - 16), q in 0..31.
struct BlockQ5_0
{
    static constexpr int kElements = 32;
    std::uint16_t d;
    std::uint8_t qh[kElements / 8]; // bit i of the 32: the fifth bit of q[i]
    std::uint8_t qs[kElements / 2]; // the lower four, as Q4_0
};
static_assert(sizeof(BlockQ5_0) == 22);

// Q5_1: 6 bits per weight. x[i] = d * q[i] + m, q in 0..31.
struct BlockQ5_1
{
    static constexpr int kElements = 32;
    std::uint16_t d;
    std::uint16_t m;
    std::uint8_t qh[kElements / 8]; // as Q5_0
    std::uint8_t qs[kElements / 2];
};
static_assert(sizeof(BlockQ5_1) == 24);

// Q8_0: 8.5 bits per weight. x[i] = d * q[i], q in -128..127.
struct BlockQ8_0
{
    static constexpr int kElements = 32;
    std::uint16_t d;
    std::int8_t qs[kElements];
};
static_assert(sizeof(BlockQ8_0) == 34);

// MXFP4: 4.25 bits per weight. x[i] = 2^(e - 127) * E2M1(q[i]): the sign in bit 3, and the
// magnitudes 0, 0.5, 1, 1.5, 2, 3, 4, 6 in the others.
struct BlockMXFP4
{
    static constexpr int kElements = 32;
    std::uint8_t e;
    std::uint8_t qs[kElements / 2]; // as Q4_0
};
static_assert(sizeof(BlockMXFP4) == 17);

// Q2_K: 2.625 bits per weight. x[i] = d * scale[i / 16] * q[i] - dmin * min[i / 16], q in 0..3.
struct BlockQ2_K
{
    static constexpr int kElements = 256;
    std::uint8_t scales[kElements / 16]; // scale in the low, min in the high four bits
    std::uint8_t qs[kElements / 4]; // q[128 h + 32 j + l]: bits 2 j and 2 j + 1 of byte 32 h + l
    std::uint16_t d;
    std::uint16_t dmin;
};
static_assert(sizeof(BlockQ2_K) == 84);

// Q3_K: 3.4375 bits per weight. x[i] = d * (scale[i / 16] - 32) * (q[i] - 4), q in 0..7, scale in
// 0..63.
struct BlockQ3_K
{
    static constexpr int kElements = 256;
    std::uint8_t hmask[kElements / 8]; // bit i / 32 of byte i % 32: the third bit of q[i]
    std::uint8_t qs[kElements / 4];    // the lower two, as Q2_K
    // scale[i]: low four bits in nibble i / 8 of byte i % 8, upper two in bits 2 (i / 4) of byte 8
    // + i % 4
    std::uint8_t scales[12];
    std::uint16_t d;
};
static_assert(sizeof(BlockQ3_K) == 110);

// Q4_K: 4.5 bits per weight. x[i] = d * scale[i / 32] * q[i] - dmin * min[i / 32], q in 0..15,
// scale and min in 0..63.
struct BlockQ4_K
{
    static constexpr int kElements = 256;
    std::uint16_t d;
    std::uint16_t dmin;
    // For j < 4: scale[j] = low six bits of byte j, min[j] = those of byte j + 4; scale[j + 4] and
    // min[j + 4] = low and high four bits of byte j + 8, with the upper two bits of byte j and of
    // byte j + 4 as theirs.
    std::uint8_t scales[12];
    std::uint8_t qs[kElements / 2]; // q[64 h + l] in the low, q[64 h + 32 + l] in the high four
                                    // bits of byte 32 h + l
};
static_assert(sizeof(BlockQ4_K) == 144);

// Q5_K: 5.5 bits per weight. As Q4_K, q in 0..31.
struct BlockQ5_K
{
    static constexpr int kElements = 256;
    std::uint16_t d;
    std::uint16_t dmin;
    std::uint8_t scales[12];
    std::uint8_t qh[kElements / 8]; // bit i / 32 of byte i % 32: the fifth bit of q[i]
    std::uint8_t qs[kElements / 2];
};
static_assert(sizeof(BlockQ5_K) == 176);

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
