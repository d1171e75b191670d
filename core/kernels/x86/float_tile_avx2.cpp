// Full-precision products with AVX2: a tile of up to 4 weight rows and 3 rows of activations has
// its 12 vectors of running sums in registers, and loads 7 vectors for 12 multiplications.
#include "core/kernels/x86/avx2.h"
#include "core/kernels/x86/vec_avx2.h"

namespace core::avx2 {

namespace {

struct F32
{
    using Element = float;
    FIRESIDE_INLINE static __m256 load(const float* p) { return _mm256_loadu_ps(p); }
};

struct F16
{
    using Element = std::uint16_t;
    FIRESIDE_INLINE static __m256 load(const std::uint16_t* p) { return loadHalves(p); }
};

struct Bf16
{
    using Element = std::uint16_t;
    FIRESIDE_INLINE static __m256 load(const std::uint16_t* p)
    {
        const __m128i bits = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
        return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(bits), 16));
    }
};

// Joins the products of 8 columns to the running sums.
template <class T, int Tokens, int Rows>
FIRESIDE_INLINE void addColumns(const float* x,
                                std::size_t xStride,
                                const typename T::Element* w,
                                std::size_t wStride,
                                __m256 (&sum)[Rows][Tokens])
{
    __m256 values[Tokens];
    for (int t = 0; t < Tokens; ++t)
        values[t] = _mm256_loadu_ps(x + t * xStride);
    for (int r = 0; r < Rows; ++r) {
        const __m256 weights = T::load(w + r * wStride);
        for (int t = 0; t < Tokens; ++t)
            sum[r][t] = _mm256_fmadd_ps(values[t], weights, sum[r][t]);
    }
}

template <class T, int Tokens, int Rows>
void multiply(const FloatTile& tile, std::size_t row)
{
    using Element = typename T::Element;
    const Element* w = static_cast<const Element*>(tile.w) + row * tile.cols;
    __m256 sum[Rows][Tokens];
    for (int r = 0; r < Rows; ++r)
        for (int t = 0; t < Tokens; ++t)
            sum[r][t] = _mm256_setzero_ps();
    std::size_t k = 0;
    for (; k + 8 <= tile.cols; k += 8)
        addColumns<T, Tokens, Rows>(tile.x + k, tile.xStride, w + k, tile.cols, sum);
    if (const std::size_t rest = tile.cols - k; rest != 0) { // filled up with zeros
        float restX[Tokens * 8] = {};
        Element restW[Rows * 8] = {};
        for (int t = 0; t < Tokens; ++t)
            __builtin_memcpy(restX + 8 * t, tile.x + t * tile.xStride + k, rest * sizeof(float));
        for (int r = 0; r < Rows; ++r)
            __builtin_memcpy(restW + 8 * r, w + r * tile.cols + k, rest * sizeof(Element));
        addColumns<T, Tokens, Rows>(restX, 8, restW, 8, sum);
    }
    for (int r = 0; r < Rows; ++r)
        for (int t = 0; t < Tokens; ++t)
            tile.y[t * tile.yStride + row + r] = sumLanes(sum[r][t]);
}

template <class T, int Tokens>
void multiplyRows(const FloatTile& tile)
{
    if (tile.rows == kFloatTileRows)
        return multiply<T, Tokens, kFloatTileRows>(tile, 0);
    for (std::size_t row = 0; row < tile.rows; ++row)
        multiply<T, Tokens, 1>(tile, row);
}

// Rows of activations that registers hold sums for.
constexpr std::size_t kRegisterTokens = 3;

template <class T>
void multiplyAll(FloatTile tile)
{
    for (std::size_t left = tile.tokens; left != 0; left -= tile.tokens) {
        tile.tokens = left < kRegisterTokens ? left : kRegisterTokens;
        if (tile.tokens == 1)
            multiplyRows<T, 1>(tile);
        else if (tile.tokens == 2)
            multiplyRows<T, 2>(tile);
        else
            multiplyRows<T, kRegisterTokens>(tile);
        tile.x += tile.tokens * tile.xStride;
        tile.y += tile.tokens * tile.yStride;
    }
}

} // namespace

void tileF32(const FloatTile& tile)
{
    multiplyAll<F32>(tile);
}

void tileF16(const FloatTile& tile)
{
    multiplyAll<F16>(tile);
}

void tileBf16(const FloatTile& tile)
{
    multiplyAll<Bf16>(tile);
}

} // namespace core::avx2
