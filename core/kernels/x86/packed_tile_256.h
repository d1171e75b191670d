// The integer matrix products in vectors of 256 bits: one lane is one weight row, activations are
// broadcast four bytes at a time. Half a block's codes are unpacked into registers once and meet a
// few rows of activations.
//
// How bytes are multiplied is the parameter P:
//
//   kSignedOffset              added to signed values, so that they can be multiplied as unsigned
//   Scale scale<L>(group, h)   the scales of half block h of the group, one for each row
//   __m256 product<L, Half>(w, scale, x)   scale * (sum over the 16 columns of w * x), as floats
//
// To be included by files of one instruction set each; see vec_avx2.h.
#pragma once

#include "core/kernels/kernel_table.h"
#include "core/kernels/packed_layout.h"
#include "core/kernels/x86/vec_avx2.h"
#include "core/tensor/codebooks.h"

#include <utility>

namespace {

using namespace core;

using Minimum = PackedLayout::Minimum;
using Values = PackedLayout::Values;

FIRESIDE_INLINE __m256i broadcast4(const std::int8_t* q)
{
    std::int32_t bytes;
    __builtin_memcpy(&bytes, q, 4);
    return _mm256_set1_epi32(bytes);
}

FIRESIDE_INLINE __m128i load8(const std::byte* p)
{
    return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p));
}

FIRESIDE_INLINE __m256i plane(const std::byte* block, int index)
{
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(block) + index);
}

// `Count` bits of every byte, moved from bit `From` to bit `To`.
template <int From, int To, int Count>
FIRESIDE_INLINE __m256i field(__m256i bytes)
{
    constexpr int kMask = ((1 << Count) - 1) << To;
    if constexpr (From > To)
        bytes = _mm256_srli_epi16(bytes, From - To);
    else if constexpr (From < To)
        bytes = _mm256_slli_epi16(bytes, To - From);
    return _mm256_and_si256(bytes, _mm256_set1_epi8(static_cast<char>(kMask)));
}

// Codes 4 G … 4 G + 3 of each row.
template <PackedLayout L, int G>
FIRESIDE_INLINE __m256i codes(const std::byte* block)
{
    if constexpr (L.bits == 8)
        return plane(block, G);
    else if constexpr (L.bits <= 3) {
        const __m256i low = field<2 * (G % 4), 0, 2>(plane(block, G / 4));
        if constexpr (L.bits == 3)
            return _mm256_or_si256(low, field<G, 2, 1>(plane(block, 2)));
        return low;
    } else {
        const __m256i low = field<4 * (G / 4), 0, 4>(plane(block, G % 4));
        if constexpr (L.bits == 5)
            return _mm256_or_si256(low, field<G, 4, 1>(plane(block, 4)));
        if constexpr (L.bits == 6)
            return _mm256_or_si256(low, field<2 * (G % 4), 4, 2>(plane(block, 4 + G / 4)));
        return low;
    }
}

// A table of 16 bytes, `offset` added to each, in both halves.
FIRESIDE_INLINE __m256i table(const std::int8_t (&values)[16], int offset)
{
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(values));
    return _mm256_broadcastsi128_si256(
        _mm_add_epi8(bytes, _mm_set1_epi8(static_cast<char>(offset))));
}

template <class P, PackedLayout L, int G>
FIRESIDE_INLINE __m256i values(const std::byte* block)
{
    const __m256i code = codes<L, G>(block);
    if constexpr (L.values == Values::Iq4)
        return _mm256_shuffle_epi8(table(kIq4Values, P::kSignedOffset), code);
    else if constexpr (L.values == Values::Mxfp4)
        return _mm256_shuffle_epi8(table(kMxfp4Values, L.offset), code);
    else if constexpr (L.isSigned() && P::kSignedOffset != 0)
        return _mm256_add_epi8(code, _mm256_set1_epi8(static_cast<char>(P::kSignedOffset)));
    else
        return code;
}

template <PackedLayout L>
FIRESIDE_INLINE __m256 factor(const std::byte* group)
{
    if constexpr (L.factor == PackedLayout::Factor::Half)
        return loadHalves(group);
    else if constexpr (L.factor == PackedLayout::Factor::Float)
        return _mm256_loadu_ps(reinterpret_cast<const float*>(group));
    else { // as mxfp4Scale()
        const __m256i e = _mm256_cvtepu8_epi32(load8(group));
        const __m256i one = _mm256_set1_epi32(1);
        const __m256i normal = _mm256_slli_epi32(_mm256_sub_epi32(e, one), 23);
        const __m256i subnormal = _mm256_sllv_epi32(_mm256_set1_epi32(0x00200000), e);
        return _mm256_castsi256_ps(
            _mm256_blendv_epi8(subnormal, normal, _mm256_cmpgt_epi32(e, one)));
    }
}

// The scales of half block h of the group, one per lane.
template <PackedLayout L>
FIRESIDE_INLINE __m256i scales(const std::byte* group, std::size_t h)
{
    const __m128i bytes = load8(group + L.scalesAt() + h * 16 / L.scaleColumns * kStripRows);
    if constexpr (L.minimum == Minimum::Nibbles)
        return _mm256_cvtepu8_epi32(_mm_and_si128(bytes, _mm_set1_epi8(15)));
    else
        return _mm256_cvtepi8_epi32(bytes);
}

// dmin * min
template <PackedLayout L>
FIRESIDE_INLINE __m256 minimums(const std::byte* group, std::size_t h)
{
    const __m256 dmin = loadHalves(group + L.minimumAt());
    if constexpr (L.minimum == Minimum::One)
        return dmin;
    else {
        const std::size_t at = h * 16 / L.scaleColumns * kStripRows;
        const __m128i bytes =
            L.minimum == Minimum::Nibbles
                ? _mm_and_si128(_mm_srli_epi16(load8(group + L.scalesAt() + at), 4),
                                _mm_set1_epi8(15))
                : load8(group + L.minimumsAt() + at);
        return _mm256_mul_ps(dmin, _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes)));
    }
}

// offset * scale
template <PackedLayout L>
FIRESIDE_INLINE __m256 offsets(const std::byte* group, std::size_t h)
{
    const __m256 offset = _mm256_set1_ps(static_cast<float>(L.offset));
    if constexpr (L.scaleColumns == 0)
        return offset;
    else
        return _mm256_mul_ps(_mm256_cvtepi32_ps(scales<L>(group, h)), offset);
}

template <PackedLayout L, int N>
FIRESIDE_INLINE void addCorrections(const std::byte* group,
                                    std::size_t h,
                                    const float* const (&total)[N],
                                    __m256 (&inner)[N],
                                    __m256 (&sum)[N])
{
    if constexpr (L.offset != 0) {
        const __m256 offset = offsets<L>(group, h);
        for (int t = 0; t < N; ++t)
            inner[t] = _mm256_fnmadd_ps(offset, _mm256_broadcast_ss(total[t]), inner[t]);
    }
    if constexpr (L.minimum != Minimum::None) {
        const __m256 minimum = minimums<L>(group, h);
        for (int t = 0; t < N; ++t)
            sum[t] = _mm256_fnmadd_ps(minimum, _mm256_broadcast_ss(total[t]), sum[t]);
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
FIRESIDE_INLINE __m256i valuesOf(const Weights<Unpacked>& w, std::size_t b)
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
                             __m256 (&inner)[N],
                             __m256 (&sum)[N])
{
    const __m256i w[4] = {valuesOf<P, L, 4 * Half>(weights, b),
                          valuesOf<P, L, 4 * Half + 1>(weights, b),
                          valuesOf<P, L, 4 * Half + 2>(weights, b),
                          valuesOf<P, L, 4 * Half + 3>(weights, b)};
    for (int t = 0; t < N; ++t) {
        const __m256 product = P::template product<L, Half>(w, scale, *x[t]);
        inner[t] = _mm256_fmadd_ps(_mm256_broadcast_ss(x[t]->scale + Half), product, inner[t]);
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
                              __m256 (&inner)[N],
                              __m256 (&sum)[N])
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
        _mm_prefetch(reinterpret_cast<const char*>(at + line), _MM_HINT_T0);
}

template <class P, PackedLayout L, int N, bool Unpacked>
void multiply(Weights<Unpacked> w, const ActivationView& view, float* y, std::size_t yStride)
{
    const ActivationBlock* x[N];
    __m256 sum[N];
    for (int t = 0; t < N; ++t) {
        x[t] = view.blocks + t * view.rowBlocks;
        sum[t] = _mm256_setzero_ps();
    }
    constexpr std::size_t kGroupBlocks = L.columns / kBlockColumns;
    for (std::size_t left = view.rowBlocks; left != 0;
         left -= kGroupBlocks, w.group += L.groupBytes()) {
        __m256 inner[N];
        for (int t = 0; t < N; ++t)
            inner[t] = _mm256_setzero_ps();
        for (std::size_t b = 0; b < kGroupBlocks; ++b) {
            if constexpr (!Unpacked)
                prefetch<L>(w.group, b);
            addBlock<P, L, N>(w, b, x, inner, sum);
            for (int t = 0; t < N; ++t)
                ++x[t];
        }
        if constexpr (Unpacked)
            w.unpacked += kGroupBlocks * kUnpackedStripBytes;
        const __m256 d = factor<L>(w.group);
        for (int t = 0; t < N; ++t)
            sum[t] = _mm256_fmadd_ps(d, inner[t], sum[t]);
    }
    for (int t = 0; t < N; ++t)
        _mm256_storeu_ps(y + t * yStride, sum[t]);
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
    for (std::size_t s = 0; s < w.count; ++s)
        for (std::size_t t = 0; t < tokens; t += kRegisterTokens)
            multiplyStrip<P, L>(w.first + s * w.bytes,
                                w.unpacked != nullptr
                                    ? w.unpacked + s * x.rowBlocks * kUnpackedStripBytes
                                    : nullptr,
                                x.fromRow(t),
                                tokens - t < kRegisterTokens ? tokens - t : kRegisterTokens,
                                y + t * yStride + s * kStripRows,
                                yStride);
}

template <class P, PackedLayout L, int... G>
FIRESIDE_INLINE void
unpackBlock(const std::byte* block, std::byte* out, std::integer_sequence<int, G...>)
{
    (_mm256_store_si256(reinterpret_cast<__m256i*>(out) + G, values<P, L, G>(block)), ...);
}

// out: [strips, blocks, kUnpackedStripBytes].
template <class P, PackedLayout L>
void unpack(const PackedStrips& w, std::size_t blocks, std::byte* out)
{
    constexpr std::size_t kGroupBlocks = L.columns / kBlockColumns;
    for (std::size_t s = 0; s < w.count; ++s)
        for (std::size_t b = 0; b < blocks; ++b, out += kUnpackedStripBytes)
            unpackBlock<P, L>(w.first + s * w.bytes + b / kGroupBlocks * L.groupBytes() +
                                  L.blocksAt() + b % kGroupBlocks * L.blockBytes(),
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
