#include "core/tensor/integer_block.h"

#include "core/base/check.h"
#include "core/base/half.h"
#include "core/tensor/codebook_blocks.h"
#include "core/tensor/codebooks.h"

#include <bit>
#include <cstring>

namespace core {

namespace {

void expandIq4(const std::uint8_t* qs, std::int8_t* q)
{
    for (int i = 0; i < 16; ++i) {
        q[i] = kIq4Values[qs[i] & 15];
        q[i + 16] = kIq4Values[qs[i] >> 4];
    }
}

void expand(const BlockIQ4_NL& block, IntegerBlock& out)
{
    out.d = floatFromHalf(block.d);
    out.scale[0] = out.scale[1] = 1;
    expandIq4(block.qs, out.q);
}

void expand(const BlockIQ4_XS& block, IntegerBlock& out)
{
    out.d = floatFromHalf(block.d);
    for (int b = 0; b < 8; ++b) {
        const int low = block.scalesLow[b / 2] >> (4 * (b % 2)) & 15;
        const int high = block.scalesHigh >> (2 * b) & 3;
        out.scale[2 * b] = out.scale[2 * b + 1] = static_cast<std::int8_t>((low | high << 4) - 32);
        expandIq4(block.qs + 16 * b, out.q + 32 * b);
    }
}

// Four bits of scale per 16 elements (8 bytes) or per 32 (4 bytes), low first.
template <std::size_t Bytes>
void expandOddScales(const std::uint8_t (&scales)[Bytes], IntegerBlock& out)
{
    constexpr std::size_t kRepeat = 8 / Bytes;
    for (std::size_t i = 0; i < 16; ++i) {
        const std::size_t nibble = i / kRepeat;
        out.scale[i] =
            static_cast<std::int8_t>(2 * (scales[nibble / 2] >> (4 * (nibble % 2)) & 15) + 1);
    }
}

void setScaleOf32(IntegerBlock& out, std::size_t group, std::uint32_t fourBits)
{
    out.scale[2 * group] = out.scale[2 * group + 1] = static_cast<std::int8_t>(2 * fourBits + 1);
}

// Writes `Count` values of a codebook's entry, negated where the sign bit is set.
template <int Count>
void writeSigned(const std::array<std::int8_t, Count>& values, unsigned signs, std::int8_t* q)
{
    for (int i = 0; i < Count; ++i)
        q[i] = static_cast<std::int8_t>((signs >> i & 1) != 0 ? -values[i] : values[i]);
}

// Eight sign bits from seven: the eighth makes their number even.
unsigned completeSigns(unsigned seven)
{
    seven &= 127;
    return seven | static_cast<unsigned>(std::popcount(seven) & 1) << 7;
}

std::uint32_t wordAt(const std::uint8_t* p)
{
    std::uint32_t word = 0;
    std::memcpy(&word, p, sizeof word);
    return word;
}

void expand(const BlockIQ2_XXS& block, IntegerBlock& out)
{
    out.d = floatFromHalf(block.d) * 0.125F;
    for (std::size_t group = 0; group < 8; ++group) {
        const std::uint8_t* qs = block.qs + 8 * group;
        const std::uint32_t word = wordAt(qs + 4);
        setScaleOf32(out, group, word >> 28);
        for (std::size_t l = 0; l < 4; ++l)
            writeSigned<8>(iq2Values(kIq2XxsGrid[qs[l]]),
                           completeSigns(word >> (7 * l)),
                           out.q + 32 * group + 8 * l);
    }
}

void expand(const BlockIQ2_XS& block, IntegerBlock& out)
{
    out.d = floatFromHalf(block.d) * 0.125F;
    expandOddScales(block.scales, out);
    for (std::size_t l = 0; l < 32; ++l)
        writeSigned<8>(iq2Values(kIq2XsGrid[block.qs[l] & 511]),
                       completeSigns(block.qs[l] >> 9),
                       out.q + 8 * l);
}

void expand(const BlockIQ2_S& block, IntegerBlock& out)
{
    out.d = floatFromHalf(block.d) * 0.125F;
    expandOddScales(block.scales, out);
    for (std::size_t l = 0; l < 32; ++l) {
        const int upper = block.qh[l / 4] >> (2 * (l % 4)) & 3;
        writeSigned<8>(
            iq2Values(kIq2SGrid[block.qs[l] | upper << 8]), block.signs[l], out.q + 8 * l);
    }
}

void expand(const BlockIQ3_XXS& block, IntegerBlock& out)
{
    out.d = floatFromHalf(block.d) * 0.25F;
    for (std::size_t group = 0; group < 8; ++group) {
        const std::uint32_t word = wordAt(block.words + 4 * group);
        setScaleOf32(out, group, word >> 28);
        for (std::size_t l = 0; l < 8; ++l) {
            const unsigned signs = completeSigns(word >> (7 * (l / 2))) >> (4 * (l % 2));
            writeSigned<4>(iq3XxsValues(kIq3XxsGrid[block.qs[8 * group + l]]),
                           signs,
                           out.q + 32 * group + 4 * l);
        }
    }
}

void expand(const BlockIQ3_S& block, IntegerBlock& out)
{
    out.d = floatFromHalf(block.d);
    expandOddScales(block.scales, out);
    for (std::size_t l = 0; l < 64; ++l) {
        const int upper = block.qh[l / 8] >> (l % 8) & 1;
        const unsigned signs = block.signs[l / 2] >> (4 * (l % 2));
        writeSigned<4>(iq3SValues(kIq3SGrid[block.qs[l] | upper << 8]), signs, out.q + 4 * l);
    }
}

// Eight times (value + delta), the eight being taken off d.
void writeShifted(const std::array<std::int8_t, 8>& values, bool isNegative, std::int8_t* q)
{
    for (int i = 0; i < 8; ++i)
        q[i] = static_cast<std::int8_t>(8 * values[i] + (isNegative ? -1 : 1));
}

void expand(const BlockIQ1_S& block, IntegerBlock& out)
{
    out.d = floatFromHalf(block.d) * 0.125F;
    for (std::size_t l = 0; l < 32; ++l) {
        const unsigned qh = block.qh[l / 4];
        const unsigned upper = qh >> (3 * (l % 4)) & 7;
        setScaleOf32(out, l / 4, qh >> 12 & 7);
        writeShifted(
            iq1Values(kIq1Grid[block.qs[l] | upper << 8]), (qh & 0x8000) != 0, out.q + 8 * l);
    }
}

void expand(const BlockIQ1_M& block, IntegerBlock& out)
{
    const std::uint16_t* s = block.scales;
    const auto d = static_cast<std::uint16_t>(s[0] >> 12 | (s[1] >> 8 & 0xf0) |
                                              (s[2] >> 4 & 0xf00) | (s[3] & 0xf000));
    out.d = floatFromHalf(d) * 0.125F;
    for (std::size_t i = 0; i < 16; ++i)
        out.scale[i] = static_cast<std::int8_t>(2 * (s[i / 4] >> (3 * (i % 4)) & 7) + 1);
    for (std::size_t l = 0; l < 32; ++l) {
        const unsigned qh = block.qh[l / 2] >> (4 * (l % 2)) & 15U;
        writeShifted(
            iq1Values(kIq1Grid[block.qs[l] | (qh & 7) << 8]), (qh & 8) != 0, out.q + 8 * l);
    }
}

std::int8_t ternaryDigit(std::uint8_t byte, int n)
{
    constexpr int kPower[5] = {1, 3, 9, 27, 81};
    return static_cast<std::int8_t>((3 * (byte * kPower[n] & 255) >> 8) - 1);
}

void expand(const BlockTQ1_0& block, IntegerBlock& out)
{
    out.d = floatFromHalf(block.d);
    std::memset(out.scale, 1, sizeof out.scale);
    for (int n = 0; n < 5; ++n) {
        for (int i = 0; i < 32; ++i)
            out.q[32 * n + i] = ternaryDigit(block.qs[i], n);
        for (int i = 0; i < 16; ++i)
            out.q[160 + 16 * n + i] = ternaryDigit(block.qs[32 + i], n);
    }
    for (int n = 0; n < 4; ++n)
        for (int i = 0; i < 4; ++i)
            out.q[240 + 4 * n + i] = ternaryDigit(block.qh[i], n);
}

void expand(const BlockTQ2_0& block, IntegerBlock& out)
{
    out.d = floatFromHalf(block.d);
    std::memset(out.scale, 1, sizeof out.scale);
    for (int i = 0; i < 256; ++i)
        out.q[i] = static_cast<std::int8_t>(
            (block.qs[i / 128 * 32 + i % 32] >> (2 * (i / 32 % 4)) & 3) - 1);
}

template <class Block>
void expandFrom(const std::byte* source, IntegerBlock& out)
{
    Block block;
    std::memcpy(&block, source, sizeof block);
    expand(block, out);
}

} // namespace

ExpandBlock codebookExpanderFor(DType dtype)
{
    switch (dtype) {
    case DType::IQ4_NL:
        return expandFrom<BlockIQ4_NL>;
    case DType::IQ4_XS:
        return expandFrom<BlockIQ4_XS>;
    case DType::IQ3_XXS:
        return expandFrom<BlockIQ3_XXS>;
    case DType::IQ3_S:
        return expandFrom<BlockIQ3_S>;
    case DType::IQ2_XXS:
        return expandFrom<BlockIQ2_XXS>;
    case DType::IQ2_XS:
        return expandFrom<BlockIQ2_XS>;
    case DType::IQ2_S:
        return expandFrom<BlockIQ2_S>;
    case DType::IQ1_S:
        return expandFrom<BlockIQ1_S>;
    case DType::IQ1_M:
        return expandFrom<BlockIQ1_M>;
    case DType::TQ1_0:
        return expandFrom<BlockTQ1_0>;
    case DType::TQ2_0:
        return expandFrom<BlockTQ2_0>;
    default:
        break;
    }
    CORE_CHECK(!"a type without a codebook");
    return nullptr;
}

} // namespace core
