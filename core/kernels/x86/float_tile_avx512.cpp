// Full-precision products with AVX-512. The specification's eight running sums are half a vector,
// so a vector holds those of two rows of activations, which meet the same weights: a tile of up to
// 4 weight rows and 12 rows of activations has its 24 vectors in registers.
#include "core/kernels/lanes/prefetch.h"
#include "core/kernels/x86/avx512.h"
#include "core/kernels/x86/lanes_avx512.h"

#include <utility>

namespace core::avx512 {

namespace {

// Eight weights, in both halves of the vector.
struct F32
{
    using Element = float;
    FIRESIDE_INLINE static __m512 loadTwice(const float* p)
    {
        return _mm512_broadcast_f32x8(_mm256_loadu_ps(p));
    }
};

FIRESIDE_INLINE __m256i load8Twice(const std::uint16_t* p)
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
}

struct F16
{
    using Element = std::uint16_t;
    FIRESIDE_INLINE static __m512 loadTwice(const std::uint16_t* p)
    {
        return _mm512_cvtph_ps(load8Twice(p));
    }
};

struct Bf16
{
    using Element = std::uint16_t;
    FIRESIDE_INLINE static __m512 loadTwice(const std::uint16_t* p)
    {
        return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(load8Twice(p)), 16));
    }
};

// Eight columns of the rows 2 pair and 2 pair + 1 of `tokens`; of the last row twice where it has
// no other.
FIRESIDE_INLINE __m512 loadPair(const float* x, std::size_t xStride, int pair, int tokens)
{
    const int second = 2 * pair + 1 < tokens ? 2 * pair + 1 : 2 * pair;
    return _mm512_insertf32x8(_mm512_castps256_ps512(_mm256_loadu_ps(x + 2 * pair * xStride)),
                              _mm256_loadu_ps(x + second * xStride),
                              1);
}

FIRESIDE_INLINE __m256 halfOf(__m512 pair, int half)
{
    return half == 0 ? _mm512_castps512_ps256(pair) : _mm512_extractf32x8_ps(pair, 1);
}

// Joins the products of 8 columns to the running sums.
template <class T, int Pairs, int Rows>
FIRESIDE_INLINE void addColumns(const __m512 (&values)[Pairs],
                                const typename T::Element* w,
                                std::size_t wStride,
                                __m512 (&sum)[Rows][Pairs])
{
    for (int r = 0; r < Rows; ++r) {
        const __m512 weights = T::loadTwice(w + r * wStride);
        for (int p = 0; p < Pairs; ++p)
            sum[r][p] = _mm512_fmadd_ps(values[p], weights, sum[r][p]);
    }
}

template <class T, int Tokens, int Rows>
FIRESIDE_INLINE void addColumns(const float* x,
                                std::size_t xStride,
                                const typename T::Element* w,
                                std::size_t wStride,
                                __m512 (&sum)[Rows][(Tokens + 1) / 2])
{
    constexpr int kPairs = (Tokens + 1) / 2;
    __m512 values[kPairs];
    for (int p = 0; p < kPairs; ++p)
        values[p] = loadPair(x, xStride, p, Tokens);
    addColumns<T>(values, w, wStride, sum);
}

template <class T, int Tokens, int Rows>
FIRESIDE_INLINE void multiply(const FloatTile& tile, std::size_t row)
{
    using Element = typename T::Element;
    constexpr int kPairs = (Tokens + 1) / 2;
    const Element* w = static_cast<const Element*>(tile.w) + row * tile.wStride;
    __m512 sum[Rows][kPairs];
    for (int r = 0; r < Rows; ++r)
        for (int p = 0; p < kPairs; ++p)
            sum[r][p] = _mm512_setzero_ps();
    std::size_t k = 0;
    for (; k + 8 <= tile.cols; k += 8) {
        prefetchAhead<Tokens, Rows>(w + k, tile.wStride);
        addColumns<T, Tokens, Rows>(tile.x + k, tile.xStride, w + k, tile.wStride, sum);
    }
    if (const std::size_t rest = tile.cols - k; rest != 0) { // filled up with zeros
        float restX[Tokens * 8] = {};
        Element restW[Rows * 8] = {};
        for (int t = 0; t < Tokens; ++t)
            __builtin_memcpy(restX + 8 * t, tile.x + t * tile.xStride + k, rest * sizeof(float));
        for (int r = 0; r < Rows; ++r)
            __builtin_memcpy(restW + 8 * r, w + r * tile.wStride + k, rest * sizeof(Element));
        addColumns<T, Tokens, Rows>(restX, 8, restW, 8, sum);
    }
    for (int r = 0; r < Rows; ++r)
        for (int t = 0; t < Tokens; ++t)
            tile.y[t * tile.yStride + (row + r) * tile.yStep] =
                sumLanes(halfOf(sum[r][t / 2], t % 2));
}

template <class T, int Tokens>
void multiplyRows(const FloatTile& tile)
{
    if (tile.rows == kFloatTileRows)
        return multiply<T, Tokens, kFloatTileRows>(tile, 0);
    for (std::size_t row = 0; row < tile.rows; ++row)
        multiply<T, Tokens, 1>(tile, row);
}

template <class T, int... Less>
FIRESIDE_INLINE void multiplyAll(const FloatTile& tile, std::integer_sequence<int, Less...>)
{
    static constexpr void (*kMultiply[])(const FloatTile&) = {multiplyRows<T, Less + 1>...};
    kMultiply[tile.tokens - 1](tile);
}

using Tokens = std::make_integer_sequence<int, kFloatTileTokens>;

// IsFirst is InterleavedTile's: a choice made here would put the sums on the stack.
template <bool IsFirst, int Pairs>
void multiplyInterleaved(const InterleavedTile& tile)
{
    constexpr int kRows = kFloatTileRows;
    const auto kept = [&](int r, int p) { return tile.sums + 16 * (r * Pairs + p); };
    __m512 sum[kRows][Pairs];
    for (int r = 0; r < kRows; ++r)
        for (int p = 0; p < Pairs; ++p)
            sum[r][p] = IsFirst ? _mm512_setzero_ps() : _mm512_loadu_ps(kept(r, p));
    const float* x = tile.x;
    const float* w = tile.w;
    std::size_t left = tile.eights;
    do {
        __m512 values[Pairs];
        for (int p = 0; p < Pairs; ++p)
            values[p] = _mm512_loadu_ps(x + 16 * p);
        addColumns<F32>(values, w, 8, sum);
        x += 8 * kFloatTileTokens;
        w += 8 * kRows;
    } while (--left != 0);
    if (!tile.isLast) {
        for (int r = 0; r < kRows; ++r)
            for (int p = 0; p < Pairs; ++p)
                _mm512_storeu_ps(kept(r, p), sum[r][p]);
        return;
    }
    for (int t = 0; t < 2 * Pairs; ++t) {
        if (static_cast<std::size_t>(t) == tile.tokens)
            return;
        const auto row = [&](int r) { return halfOf(sum[r][t / 2], t % 2); };
        float* y = tile.y + t * tile.yStride;
        if (tile.rows == kRows)
            storeSums(y, row(0), row(1), row(2), row(3));
        else
            for (int r = 0; r < kRows; ++r)
                if (static_cast<std::size_t>(r) < tile.rows)
                    y[r] = sumLanes(row(r));
    }
}

template <bool IsFirst, int... Less>
FIRESIDE_INLINE void chooseInterleaved(const InterleavedTile& tile,
                                       std::integer_sequence<int, Less...>)
{
    static constexpr void (*kMultiply[])(const InterleavedTile&) = {
        multiplyInterleaved<IsFirst, Less + 1>...};
    kMultiply[(tile.tokens - 1) / 2](tile);
}

} // namespace

void tileF32(const FloatTile& tile)
{
    multiplyAll<F32>(tile, Tokens());
}

void tileF16(const FloatTile& tile)
{
    multiplyAll<F16>(tile, Tokens());
}

void tileBf16(const FloatTile& tile)
{
    multiplyAll<Bf16>(tile, Tokens());
}

void tileInterleaved(const InterleavedTile& tile)
{
    constexpr auto kPairs = std::make_integer_sequence<int, kFloatTileTokens / 2>();
    if (tile.isFirst)
        chooseInterleaved<true>(tile, kPairs);
    else
        chooseInterleaved<false>(tile, kPairs);
}

} // namespace core::avx512
