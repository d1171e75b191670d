#include "core/tensor/integer_block.h"

#include "core/base/check.h"
#include "core/base/half.h"
#include "core/tensor/codebooks.h"
#include "core/tensor/quant_blocks.h"

#include <algorithm>
#include <cstring>

namespace core {

namespace {

// q[i] and q[i + 16] from the low and the high half of byte i, less `offset`.
void expandNibbles(const std::uint8_t (&qs)[16], int offset, std::int8_t* q)
{
    for (int i = 0; i < 16; ++i) {
        q[i] = static_cast<std::int8_t>((qs[i] & 15) - offset);
        q[i + 16] = static_cast<std::int8_t>((qs[i] >> 4) - offset);
    }
}

void setPlainScale(IntegerBlock& out, std::uint16_t d)
{
    out.d = floatFromHalf(d);
    out.scale[0] = out.scale[1] = 1;
}

void setPlainMinimum(IntegerBlock& out, std::uint16_t m)
{
    out.dmin = -floatFromHalf(m);
    out.min[0] = out.min[1] = 1;
}

void expand(const BlockQ4_0& block, IntegerBlock& out)
{
    setPlainScale(out, block.d);
    expandNibbles(block.qs, 8, out.q);
}

void expand(const BlockQ4_1& block, IntegerBlock& out)
{
    setPlainScale(out, block.d);
    setPlainMinimum(out, block.m);
    expandNibbles(block.qs, 0, out.q);
}

// Bit i of a byte as byte i, 0 or 1.
std::uint64_t spreadBits(std::uint8_t byte)
{
    const std::uint64_t bits = byte * 0x0101010101010101U & 0x8040201008040201U; // bit i of byte i
    return (bits + 0x7f7f7f7f7f7f7f7fU) >> 7 & 0x0101010101010101U;
}

// The lower four bits and the fifth, less `offset`.
void expandFiveBits(const std::uint8_t (&qs)[16],
                    const std::uint8_t (&qh)[4],
                    int offset,
                    std::int8_t* q)
{
    expandNibbles(qs, 0, q);
    for (int i = 0; i < 4; ++i) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, q + 8 * i, sizeof eight);
        eight |= spreadBits(qh[i]) << 4;
        std::memcpy(q + 8 * i, &eight, sizeof eight);
    }
    for (int i = 0; i < 32; ++i)
        q[i] = static_cast<std::int8_t>(q[i] - offset);
}

void expand(const BlockQ5_0& block, IntegerBlock& out)
{
    setPlainScale(out, block.d);
    expandFiveBits(block.qs, block.qh, 16, out.q);
}

void expand(const BlockQ5_1& block, IntegerBlock& out)
{
    setPlainScale(out, block.d);
    setPlainMinimum(out, block.m);
    expandFiveBits(block.qs, block.qh, 0, out.q);
}

void expand(const BlockQ8_0& block, IntegerBlock& out)
{
    setPlainScale(out, block.d);
    std::copy(std::begin(block.qs), std::end(block.qs), out.q);
}

void expand(const BlockMXFP4& block, IntegerBlock& out)
{
    setPlainScale(out, 0);
    out.d = mxfp4Scale(block.e);
    for (int i = 0; i < 16; ++i) {
        out.q[i] = kMxfp4Values[block.qs[i] & 15];
        out.q[i + 16] = kMxfp4Values[block.qs[i] >> 4];
    }
}

// The two-bit values of Q2_K and Q3_K, less `offset`.
void expandPairs(const std::uint8_t (&qs)[64], int offset, std::int8_t* q)
{
    for (int half = 0; half < 2; ++half)
        for (int j = 0; j < 4; ++j)
            for (int l = 0; l < 32; ++l)
                q[128 * half + 32 * j + l] =
                    static_cast<std::int8_t>((qs[32 * half + l] >> (2 * j) & 3) - offset);
}

void expand(const BlockQ2_K& block, IntegerBlock& out)
{
    out.d = floatFromHalf(block.d);
    out.dmin = floatFromHalf(block.dmin);
    for (int i = 0; i < 16; ++i) {
        out.scale[i] = static_cast<std::int8_t>(block.scales[i] & 15);
        out.min[i] = block.scales[i] >> 4;
    }
    expandPairs(block.qs, 0, out.q);
}

void expand(const BlockQ3_K& block, IntegerBlock& out)
{
    out.d = floatFromHalf(block.d);
    for (int i = 0; i < 16; ++i) {
        const int low = block.scales[i % 8] >> (4 * (i / 8)) & 15;
        const int high = block.scales[8 + i % 4] >> (2 * (i / 4)) & 3;
        out.scale[i] = static_cast<std::int8_t>((low | high << 4) - 32);
    }
    expandPairs(block.qs, 4, out.q);
    for (int group = 0; group < 8; ++group)
        for (int l = 0; l < 32; ++l)
            out.q[32 * group + l] = static_cast<std::int8_t>(out.q[32 * group + l] +
                                                             ((block.hmask[l] >> group & 1) << 2));
}

// The scales and minimums of Q4_K and Q5_K, each for 32 elements.
void expandSixBitScales(const std::uint8_t (&s)[12], IntegerBlock& out)
{
    for (int j = 0; j < 4; ++j) {
        const int scale[2] = {s[j] & 63, (s[j + 8] & 15) | s[j] >> 6 << 4};
        const int min[2] = {s[j + 4] & 63, s[j + 8] >> 4 | s[j + 4] >> 6 << 4};
        for (int upper = 0; upper < 2; ++upper) {
            const int at = 2 * (j + 4 * upper);
            out.scale[at] = out.scale[at + 1] = static_cast<std::int8_t>(scale[upper]);
            out.min[at] = out.min[at + 1] = static_cast<std::uint8_t>(min[upper]);
        }
    }
}

void expandNibblesOf64(const std::uint8_t (&qs)[128], std::int8_t* q)
{
    for (int group = 0; group < 4; ++group)
        for (int l = 0; l < 32; ++l) {
            q[64 * group + l] = static_cast<std::int8_t>(qs[32 * group + l] & 15);
            q[64 * group + 32 + l] = static_cast<std::int8_t>(qs[32 * group + l] >> 4);
        }
}

void expand(const BlockQ4_K& block, IntegerBlock& out)
{
    out.d = floatFromHalf(block.d);
    out.dmin = floatFromHalf(block.dmin);
    expandSixBitScales(block.scales, out);
    expandNibblesOf64(block.qs, out.q);
}

void expand(const BlockQ5_K& block, IntegerBlock& out)
{
    out.d = floatFromHalf(block.d);
    out.dmin = floatFromHalf(block.dmin);
    expandSixBitScales(block.scales, out);
    expandNibblesOf64(block.qs, out.q);
    for (int group = 0; group < 8; ++group)
        for (int l = 0; l < 32; ++l)
            out.q[32 * group + l] =
                static_cast<std::int8_t>(out.q[32 * group + l] | (block.qh[l] >> group & 1) << 4);
}

void expand(const BlockQ6_K& block, IntegerBlock& out)
{
    out.d = floatFromHalf(block.d);
    std::copy(std::begin(block.scales), std::end(block.scales), out.scale);
    for (int half = 0; half < 2; ++half) {
        const std::uint8_t* low = block.ql + 64 * half;
        const std::uint8_t* high = block.qh + 32 * half;
        std::int8_t* q = out.q + 128 * half;
        for (int l = 0; l < 32; ++l) {
            q[l] = static_cast<std::int8_t>(((low[l] & 15) | (high[l] & 3) << 4) - 32);
            q[l + 32] =
                static_cast<std::int8_t>(((low[l + 32] & 15) | (high[l] >> 2 & 3) << 4) - 32);
            q[l + 64] = static_cast<std::int8_t>((low[l] >> 4 | (high[l] >> 4 & 3) << 4) - 32);
            q[l + 96] = static_cast<std::int8_t>((low[l + 32] >> 4 | high[l] >> 6 << 4) - 32);
        }
    }
}

template <class Block>
void expandFrom(const std::byte* source, IntegerBlock& out)
{
    Block block;
    std::memcpy(&block, source, sizeof block);
    expand(block, out);
}

} // namespace

ExpandBlock expanderFor(DType dtype)
{
    switch (dtype) {
    case DType::Q4_0:
        return expandFrom<BlockQ4_0>;
    case DType::Q4_1:
        return expandFrom<BlockQ4_1>;
    case DType::Q5_0:
        return expandFrom<BlockQ5_0>;
    case DType::Q5_1:
        return expandFrom<BlockQ5_1>;
    case DType::Q8_0:
        return expandFrom<BlockQ8_0>;
    case DType::Q2_K:
        return expandFrom<BlockQ2_K>;
    case DType::Q3_K:
        return expandFrom<BlockQ3_K>;
    case DType::Q4_K:
        return expandFrom<BlockQ4_K>;
    case DType::Q5_K:
        return expandFrom<BlockQ5_K>;
    case DType::Q6_K:
        return expandFrom<BlockQ6_K>;
    case DType::MXFP4:
        return expandFrom<BlockMXFP4>;
    case DType::IQ2_XXS:
    case DType::IQ2_XS:
    case DType::IQ2_S:
    case DType::IQ3_XXS:
    case DType::IQ3_S:
    case DType::IQ1_S:
    case DType::IQ1_M:
    case DType::IQ4_NL:
    case DType::IQ4_XS:
    case DType::TQ1_0:
    case DType::TQ2_0:
        return codebookExpanderFor(dtype);
    case DType::F32:
    case DType::F16:
    case DType::BF16:
        break;
    }
    CORE_CHECK(!"only quantised types have blocks");
    return nullptr;
}

} // namespace core
