// 32 running sums, one per position modulo 32, folded pairwise at the end: what four vectors of 8 lanes do.
#include "core/kernels/scalar/math.h"
#include "core/kernels/scalar/scalar.h"

#include "core/base/half.h"

namespace core::scalar {

namespace {

template <class W, class Widen>
float dot(const float* x, const W* w, std::size_t n, const Widen& widen)
{
    float sums[32] = {};
    for (std::size_t i = 0; i < n; ++i)
        sums[i % 32] = std::fma(x[i], widen(w[i]), sums[i % 32]);
    float lane[8];
    for (std::size_t i = 0; i < 8; ++i)
        lane[i] = (sums[i] + sums[i + 8]) + (sums[i + 16] + sums[i + 24]);
    return sumLanes(lane);
}

} // namespace

float dotF32(const float* x, const float* w, std::size_t n)
{
    return dot(x, w, n, [](float value) { return value; });
}

float dotF16(const float* x, const std::uint16_t* w, std::size_t n)
{
    return dot(x, w, n, floatFromHalf);
}

float dotBf16(const float* x, const std::uint16_t* w, std::size_t n)
{
    return dot(x, w, n, floatFromBf16);
}

} // namespace core::scalar
