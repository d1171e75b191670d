// Byte layouts of the quantised types whose values come from a codebook (codebooks.h), and of the
// ternary ones. Conventions and source as in quant_blocks.h. "grid" is the codebook of the type in
// question, and "sign bits" has one bit per element, set where it is negative; signs7 stands for
// seven such bits, the eighth making their number even.
#pragma once

#include <cstdint>

namespace core {

// IQ4_NL: 4.5 bits per weight. x[i] = d * kIq4Values[q[i]].
struct BlockIQ4_NL
{
    static constexpr int kElements = 32;
    std::uint16_t d;
    std::uint8_t qs[kElements / 2]; // byte i: q[i] in the low, q[i + 16] in the high four bits
};
static_assert(sizeof(BlockIQ4_NL) == 18);

// IQ4_XS: 4.25 bits per weight. x[i] = d * (scale[i / 32] - 32) * kIq4Values[q[i]], scale in 0..63.
struct BlockIQ4_XS
{
    static constexpr int kElements = 256;
    std::uint16_t d;
    std::uint16_t scalesHigh;               // bits 2 b and 2 b + 1: the upper two of scale[b]
    std::uint8_t scalesLow[kElements / 64]; // scale[2 b] in the low, scale[2 b + 1] in the high
                                            // four bits of byte b
    std::uint8_t qs[kElements / 2];         // 16 bytes for each 32 elements, as IQ4_NL
};
static_assert(sizeof(BlockIQ4_XS) == 136);

// IQ3_XXS: 3.0625 bits per weight. x = d / 4 * (2 scale + 1) * grid of 4 values * sign.
struct BlockIQ3_XXS
{
    static constexpr int kElements = 256;
    std::uint16_t d;
    std::uint8_t qs[kElements / 4];    // one index per 4 elements
    std::uint8_t words[kElements / 8]; // one little-endian word per 32 elements: four signs7, then
                                       // the scale in 4 bits
};
static_assert(sizeof(BlockIQ3_XXS) == 98);

// IQ3_S: 3.4375 bits per weight. x = d * (2 scale + 1) * grid of 4 values * sign.
struct BlockIQ3_S
{
    static constexpr int kElements = 256;
    std::uint16_t d;
    std::uint8_t qs[kElements / 4];      // low eight bits of the index, one per 4 elements
    std::uint8_t qh[kElements / 32];     // bit i: the ninth bit of index i of these 32 elements
    std::uint8_t signs[kElements / 8];   // sign bits
    std::uint8_t scales[kElements / 64]; // four bits per 32 elements, low first
};
static_assert(sizeof(BlockIQ3_S) == 110);

// IQ2_XXS: 2.0625 bits per weight. x = d / 8 * (2 scale + 1) * grid of 8 values * sign.
struct BlockIQ2_XXS
{
    static constexpr int kElements = 256;
    std::uint16_t d;
    std::uint8_t
        qs[kElements / 4]; // per 32 elements: four indices of one byte, then a word as in IQ3_XXS
};
static_assert(sizeof(BlockIQ2_XXS) == 66);

// IQ2_XS: 2.3125 bits per weight. x = d / 8 * (2 scale + 1) * grid of 8 values * sign.
struct BlockIQ2_XS
{
    static constexpr int kElements = 256;
    std::uint16_t d;
    std::uint16_t qs[kElements / 8];     // per 8 elements: nine bits of index, then signs7
    std::uint8_t scales[kElements / 32]; // four bits per 16 elements, low first
};
static_assert(sizeof(BlockIQ2_XS) == 74);

// IQ2_S: 2.5625 bits per weight. x = d / 8 * (2 scale + 1) * grid of 8 values * sign.
struct BlockIQ2_S
{
    static constexpr int kElements = 256;
    std::uint16_t d;
    std::uint8_t qs[kElements / 8];    // low eight bits of the index, one per 8 elements
    std::uint8_t signs[kElements / 8]; // sign bits
    std::uint8_t
        qh[kElements / 32]; // bits 2 i and 2 i + 1: the upper bits of index i of these 32 elements
    std::uint8_t scales[kElements / 32]; // four bits per 16 elements, low first
};
static_assert(sizeof(BlockIQ2_S) == 82);

// IQ1_S: 1.5625 bits per weight. x = d * (2 scale + 1) * (grid of 8 values + delta), delta = 1/8 or
// -1/8.
struct BlockIQ1_S
{
    static constexpr int kElements = 256;
    std::uint16_t d;
    std::uint8_t qs[kElements / 8];   // low eight bits of the index, one per 8 elements
    std::uint16_t qh[kElements / 32]; // four times three upper bits, scale in bits 12 to 14, bit
                                      // 15: delta is negative
};
static_assert(sizeof(BlockIQ1_S) == 50);

// IQ1_M: 1.75 bits per weight. As IQ1_S, but delta per 8 and the scale per 16 elements.
struct BlockIQ1_M
{
    static constexpr int kElements = 256;
    std::uint8_t qs[kElements / 8];       // low eight bits of the index, one per 8 elements
    std::uint8_t qh[kElements / 16];      // four bits per 8 elements: three upper ones; the fourth:
                                          // delta is negative
    std::uint16_t scales[kElements / 64]; // four times three bits of scale; the four upper bits
                                          // together, low first: d
};
static_assert(sizeof(BlockIQ1_M) == 56);

// TQ1_0: 1.6875 bits per weight. x[i] = d * (q[i] - 1), q in 0..2. A byte holds five (in qh four)
// base-3 digits t0 t1 … as the fraction 0.t0t1… of 256, rounded up; digit n = 3 * (byte * 3^n mod
// 256) / 256.
struct BlockTQ1_0
{
    static constexpr int kElements = 256;
    std::uint8_t
        qs[48]; // q[32 n + i]: digit n of byte i < 32; q[160 + 16 n + i]: digit n of byte 32 + i
    std::uint8_t qh[4]; // q[240 + 4 n + i]: digit n of byte i
    std::uint16_t d;
};
static_assert(sizeof(BlockTQ1_0) == 54);

// TQ2_0: 2.0625 bits per weight. x[i] = d * (q[i] - 1), q in 0..3.
struct BlockTQ2_0
{
    static constexpr int kElements = 256;
    std::uint8_t qs[kElements / 4]; // as Q2_K
    std::uint16_t d;
};
static_assert(sizeof(BlockTQ2_0) == 66);

} // namespace core
