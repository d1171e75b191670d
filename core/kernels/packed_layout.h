// The forms in which quantised weights are packed for the integer products: one description that
// the packing, the scalar kernel and the vector kernels all follow.
//
// A matrix is packed in strips of 8 rows, so that one vector lane is one row and a strip is read
// front to back. Along the columns a strip is a sequence of groups of 32 or 256 columns. With r the
// row 0 … 7, a group holds
//
//   d[r]              a factor for the whole group: fp16, float32 or a power of two (MXFP4)
//   dmin[r]           fp16, where the form has minimums
//   scale[i][r]       signed bytes, one for each 16 or 32 columns; no scales: 1
//   min[i][r]         unsigned bytes, one per scale; or in the upper four bits of the scales; or 1
//   blocks            of 32 columns, as many as the group has: the codes
//
// and stands for w = d * scale * q - dmin * min, where q = code - offset, or a table's value. The
// codes of a block are stored in planes of 4 bytes per row, [plane][r][j]; code k is element j = k
// % 4 of g = k / 4:
//
//   4, 5, 6 bits      4 planes with the lower four bits: plane g % 4, the low nibble for g < 4,
//   else the high one; then
//                     5 bits: one plane with the fifth bit as bit g; 6 bits: as two bits, the upper
//                     two
//   2, 3 bits         2 planes with the lower two bits: plane g / 4, bits 2 (g % 4) and up; then
//   the third bit as bit g 8 bits            8 planes, plane g
#pragma once

#include "core/tensor/dtype.h"

#include <cstddef>
#include <cstdint>

namespace core {

inline constexpr std::size_t kStripRows = 8;

// Columns of a block of codes, and of a block of activations.
inline constexpr std::size_t kBlockColumns = 32;

enum class PackedFormat : std::uint8_t
{
    Q4_0,
    Q4_1,
    Q5_0,
    Q5_1,
    Q8_0,
    IQ4_NL,
    MXFP4,
    Q2_K,
    Q3_K,
    Q4_K,
    Q5_K,
    Q6_K,
    IQ4_XS,
    Wide, // 8 bits in signed codes: holds every other quantised type exactly
};
inline constexpr std::size_t kPackedFormatCount = 14;

struct PackedLayout
{
    enum class Factor : std::uint8_t
    {
        Half,
        Float,
        Exponent
    };
    enum class Minimum : std::uint8_t
    {
        None,
        One,
        Bytes,
        Nibbles
    };
    enum class Values : std::uint8_t
    {
        Offset,
        Iq4,
        Mxfp4
    };

    std::size_t columns = 32; // of a group
    std::size_t bits = 4;     // of a code
    int offset = 0; // of the codes, or of the table's values; 0 where they are signed bytes
    std::size_t scaleColumns = 0; // that share a scale: 0 (no scales), 16 or 32
    Minimum minimum = Minimum::None;
    Values values = Values::Offset;
    Factor factor = Factor::Half;

    // Kernels multiply unsigned bytes with the activations where they can: codes, and tables
    // shifted by `offset`.
    constexpr bool isSigned() const { return bits == 8 || values == Values::Iq4; }
    // Columns for which one correction (an offset's or a minimum's) is made.
    constexpr std::size_t correctionColumns() const { return scaleColumns == 16 ? 16 : 32; }
    constexpr std::size_t scales() const { return scaleColumns == 0 ? 0 : columns / scaleColumns; }

    constexpr std::size_t minimumAt() const
    {
        return kStripRows * (factor == Factor::Float ? 4 : factor == Factor::Half ? 2 : 1);
    }
    constexpr std::size_t scalesAt() const
    {
        return minimumAt() + (minimum == Minimum::None ? 0 : kStripRows * 2);
    }
    constexpr std::size_t minimumsAt() const { return scalesAt() + scales() * kStripRows; }
    constexpr std::size_t blocksAt() const
    {
        return minimumsAt() + (minimum == Minimum::Bytes ? scales() * kStripRows : 0);
    }
    constexpr std::size_t blockBytes() const { return bits * kBlockColumns; } // 8 rows of 32 codes
    constexpr std::size_t groupBytes() const
    {
        return blocksAt() + columns / kBlockColumns * blockBytes();
    }
};

constexpr PackedLayout packedLayout(PackedFormat format)
{
    using Minimum = PackedLayout::Minimum;
    using Values = PackedLayout::Values;
    switch (format) {
    case PackedFormat::Q4_0:
        return {.bits = 4, .offset = 8};
    case PackedFormat::Q4_1:
        return {.bits = 4, .minimum = Minimum::One};
    case PackedFormat::Q5_0:
        return {.bits = 5, .offset = 16};
    case PackedFormat::Q5_1:
        return {.bits = 5, .minimum = Minimum::One};
    case PackedFormat::Q8_0:
        return {.bits = 8};
    case PackedFormat::IQ4_NL:
        return {.bits = 4, .values = Values::Iq4};
    case PackedFormat::MXFP4:
        return {.bits = 4,
                .offset = 12,
                .values = Values::Mxfp4,
                .factor = PackedLayout::Factor::Exponent};
    case PackedFormat::Q2_K:
        return {.columns = 256, .bits = 2, .scaleColumns = 16, .minimum = Minimum::Nibbles};
    case PackedFormat::Q3_K:
        return {.columns = 256, .bits = 3, .offset = 4, .scaleColumns = 16};
    case PackedFormat::Q4_K:
        return {.columns = 256, .bits = 4, .scaleColumns = 32, .minimum = Minimum::Bytes};
    case PackedFormat::Q5_K:
        return {.columns = 256, .bits = 5, .scaleColumns = 32, .minimum = Minimum::Bytes};
    case PackedFormat::Q6_K:
        return {.columns = 256, .bits = 6, .offset = 32, .scaleColumns = 16};
    case PackedFormat::IQ4_XS:
        return {.columns = 256, .bits = 4, .scaleColumns = 32, .values = Values::Iq4};
    case PackedFormat::Wide:
        return {
            .columns = 256, .bits = 8, .scaleColumns = 16, .factor = PackedLayout::Factor::Float};
    }
    return {};
}

// The form for a quantised type of files.
PackedFormat packedFormatFor(DType dtype);

} // namespace core
