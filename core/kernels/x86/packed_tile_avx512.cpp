// The integer matrix products with AVX-512 VNNI: one lane is one weight row of two strips,
// activations are broadcast four bytes at a time by the multiplication itself. Half a block's codes
// are unpacked into registers once and meet up to kTileTokens rows of activations.
#include "core/kernels/packed_layout.h"
#include "core/kernels/x86/avx512.h"
#include "core/kernels/x86/lanes_avx512.h"
#include "core/tensor/codebooks.h"

#include <utility>

namespace core::avx512 {

namespace {

using Minimum = PackedLayout::Minimum;
using Values = PackedLayout::Values;

// Signed values are made unsigned by this, as the multiplication wants one side.
constexpr int kSignedOffset = 128;

// A place in two strips: the rows of one are the lower eight lanes, those of the other the upper.
struct Place
{
    const std::byte* low;
    const std::byte* high;

    FIRESIDE_INLINE Place operator+(std::size_t bytes) const { return {low + bytes, high + bytes}; }
};

// One strip alone fills both halves.
FIRESIDE_INLINE Place bothOf(const PackedStrips& w)
{
    return {w.first, w.strip(w.count - 1)};
}

FIRESIDE_INLINE __m128i load8(Place at)
{
    return _mm_unpacklo_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(at.low)),
                              _mm_loadl_epi64(reinterpret_cast<const __m128i*>(at.high)));
}

FIRESIDE_INLINE __m512 halves(Place at)
{
    return _mm512_cvtph_ps(
        _mm256_set_m128i(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at.high)),
                         _mm_loadu_si128(reinterpret_cast<const __m128i*>(at.low))));
}

FIRESIDE_INLINE __m512i load32(Place at)
{
    return _mm512_inserti64x4(
        _mm512_castsi256_si512(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at.low))),
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at.high)),
        1);
}

FIRESIDE_INLINE __m512i plane(Place block, std::size_t index)
{
    return load32(block + index * kStripRows * 4);
}

// `Count` bits of every byte, moved from bit `From` to bit `To`.
template <int From, int To, int Count>
FIRESIDE_INLINE __m512i field(__m512i bytes)
{
    constexpr int kMask = ((1 << Count) - 1) << To;
    if constexpr (From > To)
        bytes = _mm512_srli_epi16(bytes, From - To);
    else if constexpr (From < To)
        bytes = _mm512_slli_epi16(bytes, To - From);
    return _mm512_and_si512(bytes, _mm512_set1_epi8(static_cast<char>(kMask)));
}

// Codes 4 G … 4 G + 3 of each row.
template <PackedLayout L, int G>
FIRESIDE_INLINE __m512i codes(Place block)
{
    if constexpr (L.bits == 8)
        return plane(block, G);
    else if constexpr (L.bits <= 3) {
        const __m512i low = field<2 * (G % 4), 0, 2>(plane(block, G / 4));
        if constexpr (L.bits == 3)
            return _mm512_or_si512(low, field<G, 2, 1>(plane(block, 2)));
        return low;
    } else {
        const __m512i low = field<4 * (G / 4), 0, 4>(plane(block, G % 4));
        if constexpr (L.bits == 5)
            return _mm512_or_si512(low, field<G, 4, 1>(plane(block, 4)));
        if constexpr (L.bits == 6)
            return _mm512_or_si512(low, field<2 * (G % 4), 4, 2>(plane(block, 4 + G / 4)));
        return low;
    }
}

// A table of 16 bytes, `offset` added to each, in every quarter.
FIRESIDE_INLINE __m512i table(const std::int8_t (&values)[16], int offset)
{
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(values));
    return _mm512_broadcast_i32x4(_mm_add_epi8(bytes, _mm_set1_epi8(static_cast<char>(offset))));
}

// Values as unsigned bytes: signed ones with kSignedOffset added.
template <PackedLayout L, int G>
FIRESIDE_INLINE __m512i values(Place block)
{
    const __m512i code = codes<L, G>(block);
    if constexpr (L.values == Values::Iq4)
        return _mm512_shuffle_epi8(table(kIq4Values, kSignedOffset), code);
    else if constexpr (L.values == Values::Mxfp4)
        return _mm512_shuffle_epi8(table(kMxfp4Values, L.offset), code);
    else if constexpr (L.isSigned())
        return _mm512_xor_si512(code, _mm512_set1_epi8(static_cast<char>(kSignedOffset)));
    else
        return code;
}

FIRESIDE_INLINE __m512i broadcast4(const std::int8_t* q)
{
    std::int32_t bytes;
    __builtin_memcpy(&bytes, q, 4);
    return _mm512_set1_epi32(bytes);
}

// The sum over 16 columns, one row per lane.
template <PackedLayout L, int Half>
FIRESIDE_INLINE __m512i dot(const __m512i (&w)[4], const ActivationBlock& x)
{
    __m512i sum = L.isSigned() ? _mm512_set1_epi32(x.signedStart[Half]) : _mm512_setzero_si512();
    for (int g = 0; g < 4; ++g)
        sum = _mm512_dpbusd_epi32(sum, w[g], broadcast4(x.q + 16 * Half + 4 * g));
    return sum;
}

template <PackedLayout L>
FIRESIDE_INLINE __m512 factor(Place group)
{
    if constexpr (L.factor == PackedLayout::Factor::Half)
        return halves(group);
    else if constexpr (L.factor == PackedLayout::Factor::Float)
        return _mm512_castsi512_ps(load32(group));
    else { // as mxfp4Scale()
        const __m512i e = _mm512_cvtepu8_epi32(load8(group));
        const __m512i one = _mm512_set1_epi32(1);
        const __m512i subnormal = _mm512_sllv_epi32(_mm512_set1_epi32(0x00200000), e);
        return _mm512_castsi512_ps(_mm512_mask_slli_epi32(
            subnormal, _mm512_cmpgt_epi32_mask(e, one), _mm512_sub_epi32(e, one), 23));
    }
}

// The scales of half block h of the group, one per lane.
template <PackedLayout L>
FIRESIDE_INLINE __m512 scales(Place group, std::size_t h)
{
    const __m128i bytes = load8(group + (L.scalesAt() + h * 16 / L.scaleColumns * kStripRows));
    if constexpr (L.minimum == Minimum::Nibbles)
        return _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_and_si128(bytes, _mm_set1_epi8(15))));
    else
        return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(bytes));
}

// dmin * min
template <PackedLayout L>
FIRESIDE_INLINE __m512 minimums(Place group, std::size_t h)
{
    const __m512 dmin = halves(group + L.minimumAt());
    if constexpr (L.minimum == Minimum::One)
        return dmin;
    else {
        const std::size_t at = h * 16 / L.scaleColumns * kStripRows;
        const __m128i bytes =
            L.minimum == Minimum::Nibbles
                ? _mm_and_si128(_mm_srli_epi16(load8(group + (L.scalesAt() + at)), 4),
                                _mm_set1_epi8(15))
                : load8(group + (L.minimumsAt() + at));
        return _mm512_mul_ps(dmin, _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(bytes)));
    }
}

template <PackedLayout L, int N>
FIRESIDE_INLINE void addCorrections(Place group,
                                    std::size_t h,
                                    __m512 scale,
                                    const float* const (&total)[N],
                                    __m512 (&inner)[N],
                                    __m512 (&sum)[N])
{
    if constexpr (L.offset != 0) {
        const __m512 offset = _mm512_mul_ps(scale, _mm512_set1_ps(static_cast<float>(L.offset)));
        for (int t = 0; t < N; ++t)
            inner[t] = _mm512_fnmadd_ps(offset, _mm512_set1_ps(*total[t]), inner[t]);
    }
    if constexpr (L.minimum != Minimum::None) {
        const __m512 minimum = minimums<L>(group, h);
        for (int t = 0; t < N; ++t)
            sum[t] = _mm512_fnmadd_ps(minimum, _mm512_set1_ps(*total[t]), sum[t]);
    }
}

constexpr std::size_t kUnpackedPlaneBytes = kTileStrips * kStripRows * 4;

// A group of two strips; where they were unpacked before, its values, from block 0 on.
template <bool Unpacked>
struct Weights
{
    Place group;
    const std::byte* unpacked;
};

// Values 4 G … 4 G + 3 of block b.
template <PackedLayout L, int G, bool Unpacked>
FIRESIDE_INLINE __m512i valuesOf(const Weights<Unpacked>& w, std::size_t b)
{
    if constexpr (Unpacked)
        return _mm512_load_si512(w.unpacked + b * kUnpackedBlockBytes + G * kUnpackedPlaneBytes);
    else
        return values<L, G>(w.group + (L.blocksAt() + b * L.blockBytes()));
}

// As floats, scale * dot is rounded no more than the integer product is on its way to a float: both
// factors are exact and there is one rounding.
template <PackedLayout L, int Half, int N, bool Unpacked>
FIRESIDE_INLINE void addHalf(const Weights<Unpacked>& weights,
                             std::size_t b,
                             __m512 scale,
                             const ActivationBlock* const (&x)[N],
                             __m512 (&inner)[N],
                             __m512 (&sum)[N])
{
    const __m512i w[4] = {valuesOf<L, 4 * Half>(weights, b),
                          valuesOf<L, 4 * Half + 1>(weights, b),
                          valuesOf<L, 4 * Half + 2>(weights, b),
                          valuesOf<L, 4 * Half + 3>(weights, b)};
    for (int t = 0; t < N; ++t) {
        __m512 product = _mm512_cvtepi32_ps(dot<L, Half>(w, *x[t]));
        if constexpr (L.scaleColumns != 0)
            product = _mm512_mul_ps(product, scale);
        inner[t] = _mm512_fmadd_ps(_mm512_set1_ps(x[t]->scale[Half]), product, inner[t]);
    }
    if constexpr (L.correctionColumns() == 16) {
        const float* total[N];
        for (int t = 0; t < N; ++t)
            total[t] = x[t]->total + Half;
        addCorrections<L, N>(weights.group, 2 * b + Half, scale, total, inner, sum);
    }
}

template <PackedLayout L, int N, bool Unpacked>
FIRESIDE_INLINE void addBlock(const Weights<Unpacked>& w,
                              std::size_t b,
                              const ActivationBlock* const (&x)[N],
                              __m512 (&inner)[N],
                              __m512 (&sum)[N])
{
    __m512 scale[2] = {_mm512_set1_ps(1.0F), _mm512_set1_ps(1.0F)};
    if constexpr (L.scaleColumns != 0) {
        scale[0] = scales<L>(w.group, 2 * b);
        scale[1] = L.scaleColumns == 16 ? scales<L>(w.group, 2 * b + 1) : scale[0];
    }
    addHalf<L, 0, N>(w, b, scale[0], x, inner, sum);
    addHalf<L, 1, N>(w, b, scale[1], x, inner, sum);
    if constexpr (L.correctionColumns() == 32) {
        const float* total[N];
        for (int t = 0; t < N; ++t)
            total[t] = &x[t]->sum;
        addCorrections<L, N>(w.group, 2 * b, scale[0], total, inner, sum);
    }
}

// Asks for the codes that are wanted some blocks later: with few rows of activations the weights
// come from memory, and the processor's own prefetching stops at every page.
template <PackedLayout L>
FIRESIDE_INLINE void prefetch(Place group, std::size_t b)
{
    constexpr std::size_t kAhead = 4096;
    const Place at = group + (L.blocksAt() + b * L.blockBytes() + kAhead);
    for (std::size_t line = 0; line < L.blockBytes(); line += 64) {
        _mm_prefetch(reinterpret_cast<const char*>(at.low + line), _MM_HINT_T0);
        _mm_prefetch(reinterpret_cast<const char*>(at.high + line), _MM_HINT_T0);
    }
}

template <PackedLayout L, int N, bool Unpacked>
void multiply(const PackedStrips& strips, const ActivationView& view, float* y, std::size_t yStride)
{
    const ActivationBlock* x[N];
    __m512 sum[N];
    for (int t = 0; t < N; ++t) {
        x[t] = view.blocks + t * view.rowBlocks;
        sum[t] = _mm512_setzero_ps();
    }
    constexpr std::size_t kGroupBlocks = L.columns / kBlockColumns;
    Weights<Unpacked> w{bothOf(strips), strips.unpacked};
    for (std::size_t left = view.rowBlocks; left != 0;
         left -= kGroupBlocks, w.group = w.group + L.groupBytes()) {
        __m512 inner[N];
        for (int t = 0; t < N; ++t)
            inner[t] = _mm512_setzero_ps();
        for (std::size_t b = 0; b < kGroupBlocks; ++b) {
            if constexpr (!Unpacked)
                prefetch<L>(w.group, b);
            addBlock<L, N>(w, b, x, inner, sum);
            for (int t = 0; t < N; ++t)
                ++x[t];
        }
        if constexpr (Unpacked)
            w.unpacked += kGroupBlocks * kUnpackedBlockBytes;
        const __m512 d = factor<L>(w.group);
        for (int t = 0; t < N; ++t)
            sum[t] = _mm512_fmadd_ps(d, inner[t], sum[t]);
    }
    for (int t = 0; t < N; ++t) {
        _mm256_storeu_ps(y + t * yStride, _mm512_castps512_ps256(sum[t]));
        if (strips.count == 2)
            _mm256_storeu_ps(y + t * yStride + strips.apart * kStripRows,
                             _mm512_extractf32x8_ps(sum[t], 1));
    }
}

template <PackedLayout L, int... Less>
FIRESIDE_INLINE void choose(const PackedStrips& w,
                            const ActivationView& x,
                            std::size_t tokens,
                            float* y,
                            std::size_t yStride,
                            std::integer_sequence<int, Less...>)
{
    using Multiply = void (*)(const PackedStrips&, const ActivationView&, float*, std::size_t);
    static constexpr Multiply kMultiply[] = {multiply<L, Less + 1, false>...};
    kMultiply[tokens - 1](w, x, y, yStride);
}

template <PackedLayout L>
void tile(const PackedStrips& w,
          const ActivationView& x,
          std::size_t tokens,
          float* y,
          std::size_t yStride)
{
    if (w.unpacked != nullptr && tokens == kTileTokens)
        multiply<L, kTileTokens, true>(w, x, y, yStride);
    else
        choose<L>(w, x, tokens, y, yStride, std::make_integer_sequence<int, kTileTokens>());
}

template <PackedLayout L, int... G>
FIRESIDE_INLINE void unpackBlock(Place block, std::byte* out, std::integer_sequence<int, G...>)
{
    (_mm512_store_si512(out + G * kUnpackedPlaneBytes, values<L, G>(block)), ...);
}

template <PackedLayout L>
void unpack(const PackedStrips& w, std::size_t blocks, std::byte* out)
{
    constexpr std::size_t kGroupBlocks = L.columns / kBlockColumns;
    for (std::size_t b = 0; b < blocks; ++b, out += kUnpackedBlockBytes)
        unpackBlock<L>(bothOf(w) + (b / kGroupBlocks * L.groupBytes() + L.blocksAt() +
                                    b % kGroupBlocks * L.blockBytes()),
                       out,
                       std::make_integer_sequence<int, 8>());
}

template <std::size_t... Format>
PackedTile chooseTile(PackedFormat format, std::index_sequence<Format...>)
{
    static constexpr PackedTile kTiles[] = {
        tile<packedLayout(static_cast<PackedFormat>(Format))>...};
    return kTiles[static_cast<std::size_t>(format)];
}

template <std::size_t... Format>
UnpackStrips chooseUnpack(PackedFormat format, std::index_sequence<Format...>)
{
    static constexpr UnpackStrips kUnpack[] = {
        unpack<packedLayout(static_cast<PackedFormat>(Format))>...};
    return kUnpack[static_cast<std::size_t>(format)];
}

} // namespace

PackedTile packedTile(PackedFormat format)
{
    return chooseTile(format, std::make_index_sequence<kPackedFormatCount>());
}

UnpackStrips unpackStrips(PackedFormat format)
{
    return chooseUnpack(format, std::make_index_sequence<kPackedFormatCount>());
}

} // namespace core::avx512
