// Full-precision products: a tile of up to 4 weight rows and 3 rows of activations has its 12
// vectors of running sums in registers, and loads 7 vectors for 12 multiplications.
#pragma once

#include "core/kernels/kernel_table.h"
#include "core/kernels/lanes/elements.h"
#include "core/kernels/lanes/prefetch.h"

#include <cstddef>

namespace {

using core::FloatTile;
using core::InterleavedTile;
using core::kFloatTileRows;
using core::kFloatTileTokens;

// Joins the products of 8 columns to the running sums.
template <class T, int Tokens, int Rows>
FIRESIDE_INLINE void addColumns(const float* x,
                                std::size_t xStride,
                                const typename T::Element* w,
                                std::size_t wStride,
                                Floats (&sum)[Rows][Tokens])
{
    Floats values[Tokens];
    for (int t = 0; t < Tokens; ++t)
        values[t] = load(x + t * xStride);
    for (int r = 0; r < Rows; ++r) {
        const Floats weights = T::at(w + r * wStride);
        for (int t = 0; t < Tokens; ++t)
            sum[r][t] = fma(values[t], weights, sum[r][t]);
    }
}

template <class T, int Tokens, int Rows>
void multiplyFloats(const FloatTile& tile, std::size_t row)
{
    using Element = typename T::Element;
    const Element* w = static_cast<const Element*>(tile.w) + row * tile.wStride;
    Floats sum[Rows][Tokens];
    for (int r = 0; r < Rows; ++r)
        for (int t = 0; t < Tokens; ++t)
            sum[r][t] = splat<Floats>(0.0F);
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
            tile.y[t * tile.yStride + (row + r) * tile.yStep] = sumLanes(sum[r][t]);
}

template <class T, int Tokens>
void multiplyRows(const FloatTile& tile)
{
    if (tile.rows == kFloatTileRows)
        return multiplyFloats<T, Tokens, kFloatTileRows>(tile, 0);
    for (std::size_t row = 0; row < tile.rows; ++row)
        multiplyFloats<T, Tokens, 1>(tile, row);
}

// Rows of activations that registers hold sums for.
constexpr std::size_t kFloatRegisterTokens = 3;

template <class T>
void multiplyAll(FloatTile tile)
{
    for (std::size_t left = tile.tokens; left != 0; left -= tile.tokens) {
        tile.tokens = left < kFloatRegisterTokens ? left : kFloatRegisterTokens;
        if (tile.tokens == 1)
            multiplyRows<T, 1>(tile);
        else if (tile.tokens == 2)
            multiplyRows<T, 2>(tile);
        else
            multiplyRows<T, kFloatRegisterTokens>(tile);
        tile.x += tile.tokens * tile.xStride;
        tile.y += tile.tokens * tile.yStride;
    }
}

void tileF32(const FloatTile& tile)
{
    multiplyAll<OfFloats>(tile);
}

void tileF16(const FloatTile& tile)
{
    multiplyAll<OfHalves>(tile);
}

void tileBf16(const FloatTile& tile)
{
    multiplyAll<OfBf16>(tile);
}

// Rows `first` … first + kFloatRegisterTokens - 1 of the activations. IsFirst is InterleavedTile's:
// a choice made here would put the sums on the stack.
template <bool IsFirst>
void multiplyInterleaved(const InterleavedTile& tile, std::size_t first)
{
    constexpr int kTokens = kFloatRegisterTokens;
    constexpr int kRows = kFloatTileRows;
    float* const kept = tile.sums + 8 * kRows * first;
    Floats sum[kRows][kTokens];
    for (int r = 0; r < kRows; ++r)
        for (int t = 0; t < kTokens; ++t)
            sum[r][t] = IsFirst ? splat<Floats>(0.0F) : load(kept + 8 * (t * kRows + r));
    const float* x = tile.x + 8 * first;
    const float* w = tile.w;
    std::size_t left = tile.eights;
    do {
        addColumns<OfFloats, kTokens, kRows>(x, 8, w, 8, sum);
        x += 8 * kFloatTileTokens;
        w += 8 * kFloatTileRows;
    } while (--left != 0);
    if (!tile.isLast) {
        for (int r = 0; r < kRows; ++r)
            for (int t = 0; t < kTokens; ++t)
                store(kept + 8 * (t * kRows + r), sum[r][t]);
        return;
    }
    for (int t = 0; t < kTokens; ++t) {
        if (first + t == tile.tokens)
            return;
        float* y = tile.y + (first + t) * tile.yStride;
        if (tile.rows == kRows)
            storeSums(y, sum[0][t], sum[1][t], sum[2][t], sum[3][t]);
        else
            for (int r = 0; r < kRows; ++r)
                if (static_cast<std::size_t>(r) < tile.rows)
                    y[r] = sumLanes(sum[r][t]);
    }
}

void tileInterleaved(const InterleavedTile& tile)
{
    const auto multiply = tile.isFirst ? multiplyInterleaved<true> : multiplyInterleaved<false>;
    for (std::size_t first = 0; first < tile.tokens; first += kFloatRegisterTokens)
        multiply(tile, first);
}

} // namespace
