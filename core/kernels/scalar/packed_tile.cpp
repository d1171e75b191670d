// y[t, r] of a strip (packed_layout.h): with dot(h) the exact integer sum over the 16 columns of
// half block h of code * q, or of the signed value * q, and everything in ascending order,
//
//   inner = 0; for each half h of the group:        inner = fma(x.scale[h], float(scale[h] *
//   dot(h)), inner)
//              for each correction in the group:    inner = fma(-offset * scale, total, inner)
//                                                   sum   = fma(-dmin * min, total, sum)
//   sum = fma(d, inner, sum)
//
// where a correction follows each half with the total of the half, or each block with the sum of
// the block, as PackedLayout::correctionColumns() says.
#include "core/kernels/scalar/scalar.h"

#include "core/base/half.h"
#include "core/kernels/packed_layout.h"
#include "core/tensor/codebooks.h"

#include <cmath>
#include <cstring>
#include <utility>

namespace core::scalar {

namespace {

using Minimum = PackedLayout::Minimum;

template <class T>
T load(const std::byte* p)
{
    T value;
    std::memcpy(&value, p, sizeof value);
    return value;
}

// Row r of a group.
template <PackedLayout L>
struct Row
{
    const std::byte* group;
    std::size_t r;

    float factor() const
    {
        if constexpr (L.factor == PackedLayout::Factor::Half)
            return floatFromHalf(load<std::uint16_t>(group + 2 * r));
        else if constexpr (L.factor == PackedLayout::Factor::Float)
            return load<float>(group + 4 * r);
        else
            return mxfp4Scale(load<std::uint8_t>(group + r));
    }

    // Of the half block h of the group.
    int scale(std::size_t h) const
    {
        if constexpr (L.scaleColumns == 0)
            return 1;
        const std::size_t i = h * kScaledActivations / L.scaleColumns;
        const auto scale = load<std::int8_t>(group + L.scalesAt() + i * kStripRows + r);
        return L.minimum == Minimum::Nibbles ? scale & 15 : scale;
    }

    // -dmin * min
    float negatedMinimum(std::size_t h) const
    {
        const float dmin = floatFromHalf(load<std::uint16_t>(group + L.minimumAt() + 2 * r));
        if constexpr (L.minimum == Minimum::One)
            return -dmin;
        const std::size_t i = h * kScaledActivations / L.scaleColumns;
        const std::size_t at = L.minimum == Minimum::Nibbles ? L.scalesAt() : L.minimumsAt();
        const auto min = load<std::uint8_t>(group + at + i * kStripRows + r);
        return -(dmin * static_cast<float>(L.minimum == Minimum::Nibbles ? min >> 4 : min));
    }

    // Byte j of a plane of block b.
    int plane(std::size_t b, std::size_t plane, std::size_t j) const
    {
        return load<std::uint8_t>(group + L.blocksAt() + b * L.blockBytes() +
                                  (plane * kStripRows + r) * 4 + j);
    }

    int code(std::size_t b, std::size_t k) const
    {
        const std::size_t g = k / 4, j = k % 4;
        const auto nibble = [&] { return plane(b, g % 4, j) >> (4 * (g / 4)) & 15; };
        const auto pair = [&](std::size_t first) {
            return plane(b, first + g / 4, j) >> (2 * (g % 4)) & 3;
        };
        const auto bit = [&](std::size_t first) { return plane(b, first, j) >> g & 1; };
        if constexpr (L.bits == 2)
            return pair(0);
        else if constexpr (L.bits == 3)
            return pair(0) | bit(2) << 2;
        else if constexpr (L.bits == 4)
            return nibble();
        else if constexpr (L.bits == 5)
            return nibble() | bit(4) << 4;
        else if constexpr (L.bits == 6)
            return nibble() | pair(4) << 4;
        else
            return static_cast<std::int8_t>(plane(b, g, j));
    }

    // The factor of the integer product: the code, or the table's value with the offset added.
    int value(std::size_t b, std::size_t k) const
    {
        if constexpr (L.values == PackedLayout::Values::Iq4)
            return kIq4Values[code(b, k)];
        else if constexpr (L.values == PackedLayout::Values::Mxfp4)
            return kMxfp4Values[code(b, k)] + L.offset;
        else
            return code(b, k);
    }

    int dot(std::size_t h, const std::int8_t* q) const
    {
        int sum = 0;
        for (std::size_t i = 0; i < kScaledActivations; ++i)
            sum += value(h / 2, h % 2 * kScaledActivations + i) * q[i];
        return sum;
    }
};

template <PackedLayout L>
void addCorrection(const Row<L>& row, std::size_t h, float total, float& inner, float& sum)
{
    if constexpr (L.offset != 0)
        inner = std::fma(static_cast<float>(-L.offset * row.scale(h)), total, inner);
    if constexpr (L.minimum != Minimum::None)
        sum = std::fma(row.negatedMinimum(h), total, sum);
}

template <PackedLayout L>
float addGroup(float sum, const Row<L>& row, const ActivationBlock* x)
{
    float inner = 0.0F;
    for (std::size_t b = 0; b < L.columns / kBlockColumns; ++b) {
        for (std::size_t half = 0; half < 2; ++half) {
            const std::size_t h = 2 * b + half;
            const int dot = row.scale(h) * row.dot(h, x[b].q + half * kScaledActivations);
            inner = std::fma(x[b].scale[half], static_cast<float>(dot), inner);
            if constexpr (L.correctionColumns() == 16)
                addCorrection(row, h, x[b].total[half], inner, sum);
        }
        if constexpr (L.correctionColumns() == 32)
            addCorrection(row, 2 * b, x[b].sum, inner, sum);
    }
    return std::fma(row.factor(), inner, sum);
}

template <PackedLayout L>
void tile(const PackedStrips& w,
          const ActivationView& x,
          std::size_t tokens,
          float* y,
          std::size_t yStride)
{
    constexpr std::size_t kGroupBlocks = L.columns / kBlockColumns;
    for (std::size_t t = 0; t < tokens; ++t)
        for (std::size_t row = 0; row < w.count * kStripRows; ++row) {
            const std::byte* strip = w.strip(row / kStripRows);
            const std::size_t r = row % kStripRows;
            float sum = 0.0F;
            for (std::size_t g = 0; g < x.rowBlocks / kGroupBlocks; ++g)
                sum =
                    addGroup<L>(sum, {strip + g * L.groupBytes(), r}, x.row(t) + g * kGroupBlocks);
            y[t * yStride + row / kStripRows * w.apart * kStripRows + r] = sum;
        }
}

template <std::size_t... Format>
PackedTile choose(PackedFormat format, std::index_sequence<Format...>)
{
    static constexpr PackedTile kTiles[] = {
        tile<packedLayout(static_cast<PackedFormat>(Format))>...};
    return kTiles[static_cast<std::size_t>(format)];
}

} // namespace

PackedTile packedTile(PackedFormat format)
{
    return choose(format, std::make_index_sequence<kPackedFormatCount>());
}

} // namespace core::scalar
