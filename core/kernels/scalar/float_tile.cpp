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
    const std::size_t end = tile.sums != nullptr ? tile.end : tile.cols;
    for (std::size_t t = 0; t < tile.tokens; ++t)
        for (std::size_t r = 0; r < tile.rows; ++r) {
            const float* x = tile.x + t * tile.xStride;
            const W* w = static_cast<const W*>(tile.w) + r * tile.cols;
            float lane[8] = {};
            if (tile.begin != 0)
                std::copy_n(tile.sums + 8 * (t * tile.rows + r), 8, lane);
            for (std::size_t k = tile.begin; k < end; ++k)
                lane[k % 8] = std::fma(x[k], widen(w[k]), lane[k % 8]);
            if (end == tile.cols)
                tile.y[t * tile.yStride + r] = sumLanes(lane);
            else
                std::copy_n(lane, 8, tile.sums + 8 * (t * tile.rows + r));
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

} // namespace core::scalar
