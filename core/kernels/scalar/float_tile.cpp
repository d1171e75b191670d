// 8 running sums, one per position modulo 8, each joined in ascending order with one fused
// multiply-add and folded pairwise at the end: what a vector of 8 lanes does.
#include "core/kernels/scalar/math.h"
#include "core/kernels/scalar/scalar.h"

#include "core/base/half.h"

#include <algorithm>
#include <cmath>

namespace core::scalar {

namespace {

template <class W, class Widen>
void multiply(const FloatTile& tile, const Widen& widen)
{
    for (std::size_t t = 0; t < tile.tokens; ++t)
        for (std::size_t r = 0; r < tile.rows; ++r) {
            const float* x = tile.x + t * tile.xStride;
            const W* w = static_cast<const W*>(tile.w) + r * tile.wStride;
            float lane[8] = {};
            for (std::size_t k = 0; k < tile.cols; ++k)
                lane[k % 8] = std::fma(x[k], widen(w[k]), lane[k % 8]);
            tile.y[t * tile.yStride + r * tile.yStep] = sumLanes(lane);
        }
}

} // namespace

void tileF32(const FloatTile& tile)
{
    multiply<float>(tile, [](float value) { return value; });
}

void tileF16(const FloatTile& tile)
{
    multiply<std::uint16_t>(tile, floatFromHalf);
}

void tileBf16(const FloatTile& tile)
{
    multiply<std::uint16_t>(tile, floatFromBf16);
}

void tileInterleaved(const InterleavedTile& tile)
{
    for (std::size_t t = 0; t < tile.tokens; ++t)
        for (std::size_t r = 0; r < tile.rows; ++r) {
            float* kept = tile.sums + 8 * (t * kFloatTileRows + r);
            float lane[8] = {};
            if (!tile.isFirst)
                std::copy_n(kept, 8, lane);
            for (std::size_t k = 0; k < tile.eights; ++k)
                for (std::size_t i = 0; i < 8; ++i)
                    lane[i] = std::fma(tile.x[8 * (k * kFloatTileTokens + t) + i],
                                       tile.w[8 * (k * kFloatTileRows + r) + i],
                                       lane[i]);
            if (tile.isLast)
                tile.y[t * tile.yStride + r] = sumLanes(lane);
            else
                std::copy_n(lane, 8, kept);
        }
}

} // namespace core::scalar
