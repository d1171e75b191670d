// The integer matrix products, eight lanes wide: one lane is one weight row, activations are
// broadcast four bytes at a time. Half a block's codes are unpacked into registers once and meet a
// few rows of activations.
//
// How bytes are multiplied is the parameter P:
//
//   kSignedOffset              added to signed values, so that they can be multiplied as unsigned
//   Scale scale<L>(group, h)   the scales of half block h of the group, one for each row
//   Floats product<L, Half>(w, scale, x)   scale * (sum over the 16 columns of w * x)
#pragma once

#include "core/kernels/kernel_table.h"
#include "core/kernels/packed_layout.h"
#include "core/tensor/codebooks.h"

#include <utility>

namespace {

using namespace core;

using Minimum = PackedLayout::Minimum;
using Values = PackedLayout::Values;

FIRESIDE_INLINE Bytes plane(const std::byte* block, int index)
{
    return loadBytes(block + index * static_cast<int>(sizeof(Bytes)));
}

// `Count` bits of every byte, moved from bit `From` to bit `To`.
template <int From, int To, int Count>
FIRESIDE_INLINE Bytes field(Bytes bytes)
{
    return masked(shifted<From - To>(bytes), ((1 << Count) - 1) << To);
}

// Codes 4 G … 4 G + 3 of each row.
template <PackedLayout L, int G>
FIRESIDE_INLINE Bytes codes(const std::byte* block)
{
    if constexpr (L.bits == 8)
        return plane(block, G);
    else if constexpr (L.bits <= 3) {
        const Bytes low = field<2 * (G % 4), 0, 2>(plane(block, G / 4));
        if constexpr (L.bits == 3)
            return joined(low, field<G, 2, 1>(plane(block, 2)));
        return low;
    } else {
        const Bytes low = field<4 * (G / 4), 0, 4>(plane(block, G % 4));
        if constexpr (L.bits == 5)
            return joined(low, field<G, 4, 1>(plane(block, 4)));
        if constexpr (L.bits == 6)
            return joined(low, field<2 * (G % 4), 4, 2>(plane(block, 4 + G / 4)));
        return low;
    }
}

template <class P, PackedLayout L, int G>
FIRESIDE_INLINE Bytes values(const std::byte* block)
{
    const Bytes code = codes<L, G>(block);
    if constexpr (L.values == Values::Iq4)
        return lookUp(kIq4Values, P::kSignedOffset, code);
    else if constexpr (L.values == Values::Mxfp4)
        return lookUp(kMxfp4Values, L.offset, code);
    else if constexpr (L.isSigned() && P::kSignedOffset != 0)
        return addedTo(code, P::kSignedOffset);
    else
        return code;
}

template <PackedLayout L>
FIRESIDE_INLINE Floats factor(const std::byte* group)
{
    if constexpr (L.factor == PackedLayout::Factor::Half)
        return loadHalves(group);
    else if constexpr (L.factor == PackedLayout::Factor::Float)
        return load(reinterpret_cast<const float*>(group));
    else { // as mxfp4Scale()
        const Ints e = widenUnsigned(group);
        const Ints subnormal = selectGreater(e, 0, splatInt(0x00400000), splatInt(0x00200000));
        return asFloats(selectGreater(e, 1, shiftedLeft<23>(added(e, -1)), subnormal));
    }
}

// The scales of half block h of the group, one per lane.
template <PackedLayout L>
FIRESIDE_INLINE Ints scales(const std::byte* group, std::size_t h)
{
    const std::byte* bytes = group + L.scalesAt() + h * 16 / L.scaleColumns * kStripRows;
    if constexpr (L.minimum == Minimum::Nibbles)
        return maskedInts(widenUnsigned(bytes), 15);
    else
        return widenSigned(bytes);
}

// dmin * min
template <PackedLayout L>
FIRESIDE_INLINE Floats minimums(const std::byte* group, std::size_t h)
{
    const Floats dmin = loadHalves(group + L.minimumAt());
    if constexpr (L.minimum == Minimum::One)
        return dmin;
    else {
        const std::size_t at = h * 16 / L.scaleColumns * kStripRows;
        const Ints minimum = L.minimum == Minimum::Nibbles
                                 ? shiftedRight<4>(widenUnsigned(group + L.scalesAt() + at))
                                 : widenUnsigned(group + L.minimumsAt() + at);
        return dmin * toFloats(minimum);
    }
}

// offset * scale
template <PackedLayout L>
FIRESIDE_INLINE Floats offsets(const std::byte* group, std::size_t h)
{
    const Floats offset = splat<Floats>(static_cast<float>(L.offset));
    if constexpr (L.scaleColumns == 0)
        return offset;
    else
        return toFloats(scales<L>(group, h)) * offset;
}

template <PackedLayout L, int N>
FIRESIDE_INLINE void addCorrections(const std::byte* group,
                                    std::size_t h,
                                    const float* const (&total)[N],
                                    Floats (&inner)[N],
                                    Floats (&sum)[N])
{
    if constexpr (L.offset != 0) {
        const Floats offset = offsets<L>(group, h);
        for (int t = 0; t < N; ++t)
            inner[t] = negativeFma(offset, splat<Floats>(*total[t]), inner[t]);
    }
    if constexpr (L.minimum != Minimum::None) {
        const Floats minimum = minimums<L>(group, h);
        for (int t = 0; t < N; ++t)
            sum[t] = negativeFma(minimum, splat<Floats>(*total[t]), sum[t]);
    }
}

constexpr std::size_t kUnpackedStripBytes = kStripRows * kBlockColumns; // of a block

// A group of a strip; where they were unpacked before, its values, from block 0 on.
template <bool Unpacked>
struct Weights
{
    const std::byte* group;
    const std::byte* unpacked;
};

// Values 4 G … 4 G + 3 of block b.
template <class P, PackedLayout L, int G, bool Unpacked>
FIRESIDE_INLINE Bytes valuesOf(const Weights<Unpacked>& w, std::size_t b)
{
    if constexpr (Unpacked)
        return plane(w.unpacked + b * kUnpackedStripBytes, G);
    else
        return values<P, L, G>(w.group + L.blocksAt() + b * L.blockBytes());
}

template <class P, PackedLayout L, int Half, int N, bool Unpacked>
FIRESIDE_INLINE void addHalf(const Weights<Unpacked>& weights,
                             std::size_t b,
                             typename P::Scale scale,
                             const ActivationBlock* const (&x)[N],
                             Floats (&inner)[N],
                             Floats (&sum)[N])
{
    const Bytes w[4] = {valuesOf<P, L, 4 * Half>(weights, b),
                        valuesOf<P, L, 4 * Half + 1>(weights, b),
                        valuesOf<P, L, 4 * Half + 2>(weights, b),
                        valuesOf<P, L, 4 * Half + 3>(weights, b)};
    for (int t = 0; t < N; ++t) {
        const Floats product = P::template product<L, Half>(w, scale, *x[t]);
        inner[t] = fma(splat<Floats>(x[t]->scale[Half]), product, inner[t]);
    }
    if constexpr (L.correctionColumns() == 16) {
        const float* total[N];
        for (int t = 0; t < N; ++t)
            total[t] = x[t]->total + Half;
        addCorrections<L, N>(weights.group, 2 * b + Half, total, inner, sum);
    }
}

template <class P, PackedLayout L, int N, bool Unpacked>
FIRESIDE_INLINE void addBlock(const Weights<Unpacked>& w,
                              std::size_t b,
                              const ActivationBlock* const (&x)[N],
                              Floats (&inner)[N],
                              Floats (&sum)[N])
{
    const typename P::Scale scale = P::template scale<L>(w.group, 2 * b);
    addHalf<P, L, 0, N>(w, b, scale, x, inner, sum);
    if constexpr (L.scaleColumns == 16)
        addHalf<P, L, 1, N>(w, b, P::template scale<L>(w.group, 2 * b + 1), x, inner, sum);
    else // a scale of 32 columns serves both halves
        addHalf<P, L, 1, N>(w, b, scale, x, inner, sum);
    if constexpr (L.correctionColumns() == 32) {
        const float* total[N];
        for (int t = 0; t < N; ++t)
            total[t] = &x[t]->sum;
        addCorrections<L, N>(w.group, 2 * b, total, inner, sum);
    }
}

// Asks for the codes that are wanted some blocks later: with few rows of activations the weights
// come from memory, and the processor's own prefetching stops at every page.
template <PackedLayout L>
FIRESIDE_INLINE void prefetch(const std::byte* group, std::size_t b)
{
    constexpr std::size_t kAhead = 4096;
    const std::byte* at = group + L.blocksAt() + b * L.blockBytes() + kAhead;
    for (std::size_t line = 0; line < L.blockBytes(); line += 64)
        __builtin_prefetch(at + line, 0, 3);
}

template <class P, PackedLayout L, int N, bool Unpacked>
void multiply(Weights<Unpacked> w, const ActivationView& view, float* y, std::size_t yStride)
{
    const ActivationBlock* x[N];
    Floats sum[N];
    for (int t = 0; t < N; ++t) {
        x[t] = view.blocks + t * view.rowBlocks;
        sum[t] = splat<Floats>(0.0F);
    }
    constexpr std::size_t kGroupBlocks = L.columns / kBlockColumns;
    for (std::size_t left = view.rowBlocks; left != 0;
         left -= kGroupBlocks, w.group += L.groupBytes()) {
        Floats inner[N];
        for (int t = 0; t < N; ++t)
            inner[t] = splat<Floats>(0.0F);
        for (std::size_t b = 0; b < kGroupBlocks; ++b) {
            if constexpr (!Unpacked)
                prefetch<L>(w.group, b);
            addBlock<P, L, N>(w, b, x, inner, sum);
            for (int t = 0; t < N; ++t)
                ++x[t];
        }
        if constexpr (Unpacked)
            w.unpacked += kGroupBlocks * kUnpackedStripBytes;
        const Floats d = factor<L>(w.group);
        for (int t = 0; t < N; ++t)
            sum[t] = fma(d, inner[t], sum[t]);
    }
    for (int t = 0; t < N; ++t)
        store(y + t * yStride, sum[t]);
}

// One row of activations and two strips, each a stream of memory: their groups in turn, so that the
// processor waits for both at once.
template <class P, PackedLayout L>
void multiplyTwo(const PackedStrips& strips, const ActivationView& view, float* y)
{
    Weights<false> w[2] = {{strips.strip(0), nullptr}, {strips.strip(1), nullptr}};
    const ActivationBlock* x[1] = {view.blocks};
    Floats sum[2][1] = {{splat<Floats>(0.0F)}, {splat<Floats>(0.0F)}};
    constexpr std::size_t kGroupBlocks = L.columns / kBlockColumns;
    for (std::size_t left = view.rowBlocks; left != 0; left -= kGroupBlocks) {
        Floats inner[2][1] = {{splat<Floats>(0.0F)}, {splat<Floats>(0.0F)}};
        for (std::size_t b = 0; b < kGroupBlocks; ++b, ++x[0])
            for (int s = 0; s < 2; ++s) {
                prefetch<L>(w[s].group, b);
                addBlock<P, L, 1>(w[s], b, x, inner[s], sum[s]);
            }
        for (int s = 0; s < 2; ++s) {
            sum[s][0] = fma(factor<L>(w[s].group), inner[s][0], sum[s][0]);
            w[s].group += L.groupBytes();
        }
    }
    store(y, sum[0][0]);
    store(y + strips.apart * kStripRows, sum[1][0]);
}

// Rows of activations that registers hold sums for.
constexpr std::size_t kRegisterTokens = 4;

template <class P, PackedLayout L>
void multiplyStrip(const std::byte* strip,
                   const std::byte* unpacked,
                   const ActivationView& x,
                   std::size_t tokens,
                   float* y,
                   std::size_t yStride)
{
    const Weights<false> w{strip, nullptr};
    switch (tokens) {
    case 1:
        return multiply<P, L, 1>(w, x, y, yStride);
    case 2:
        return multiply<P, L, 2>(w, x, y, yStride);
    case 3:
        return multiply<P, L, 3>(w, x, y, yStride);
    default:
        if (unpacked != nullptr)
            return multiply<P, L, kRegisterTokens>(Weights<true>{strip, unpacked}, x, y, yStride);
        return multiply<P, L, kRegisterTokens>(w, x, y, yStride);
    }
}

template <class P, PackedLayout L>
void tile(const PackedStrips& w,
          const ActivationView& x,
          std::size_t tokens,
          float* y,
          std::size_t yStride)
{
    if (tokens == 1 && w.count == 2)
        return multiplyTwo<P, L>(w, x, y);
    for (std::size_t s = 0; s < w.count; ++s)
        for (std::size_t t = 0; t < tokens; t += kRegisterTokens)
            multiplyStrip<P, L>(w.strip(s),
                                w.unpacked != nullptr
                                    ? w.unpacked + s * x.rowBlocks * kUnpackedStripBytes
                                    : nullptr,
                                x.fromRow(t),
                                tokens - t < kRegisterTokens ? tokens - t : kRegisterTokens,
                                y + t * yStride + s * w.apart * kStripRows,
                                yStride);
}

template <class P, PackedLayout L, int... G>
FIRESIDE_INLINE void
unpackBlock(const std::byte* block, std::byte* out, std::integer_sequence<int, G...>)
{
    (storeBytes(out + G * sizeof(Bytes), values<P, L, G>(block)), ...);
}

// out: [strips, blocks, kUnpackedStripBytes].
template <class P, PackedLayout L>
void unpack(const PackedStrips& w, std::size_t blocks, std::byte* out)
{
    constexpr std::size_t kGroupBlocks = L.columns / kBlockColumns;
    for (std::size_t s = 0; s < w.count; ++s)
        for (std::size_t b = 0; b < blocks; ++b, out += kUnpackedStripBytes)
            unpackBlock<P, L>(w.strip(s) + b / kGroupBlocks * L.groupBytes() + L.blocksAt() +
                                  b % kGroupBlocks * L.blockBytes(),
                              out,
                              std::make_integer_sequence<int, 8>());
}

template <class P, std::size_t... Format>
UnpackStrips chooseUnpack(PackedFormat format, std::index_sequence<Format...>)
{
    static constexpr UnpackStrips kUnpack[] = {
        unpack<P, packedLayout(static_cast<PackedFormat>(Format))>...};
    return kUnpack[static_cast<std::size_t>(format)];
}

// Codes of 8 bits are multiplied as they are.
template <class P>
UnpackStrips chooseUnpackStrips(PackedFormat format)
{
    if (packedLayout(format).bits == 8)
        return nullptr;
    return chooseUnpack<P>(format, std::make_index_sequence<kPackedFormatCount>());
}

template <class P, std::size_t... Format>
PackedTile choose(PackedFormat format, std::index_sequence<Format...>)
{
    static constexpr PackedTile kTiles[] = {
        tile<P, packedLayout(static_cast<PackedFormat>(Format))>...};
    return kTiles[static_cast<std::size_t>(format)];
}

template <class P>
PackedTile choosePackedTile(PackedFormat format)
{
    return choose<P>(format, std::make_index_sequence<kPackedFormatCount>());
}

} // namespace
