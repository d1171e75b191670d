#include "core/kernels/scalar/math.h"
#include "core/kernels/scalar/scalar.h"

#include "core/base/half.h"

#include <algorithm>
#include <functional>

namespace core::scalar {

namespace {

template <class T, class Widen>
void interleave(const T* x, std::size_t n, float* out, std::size_t step, const Widen& widen)
{
    for (std::size_t k = 0; k < 8 * eightsOf(n); ++k)
        out[k / 8 * step + k % 8] = k < n ? widen(x[k]) : 0.0F;
}

} // namespace

void rmsNorm(const float* x, const float* weight, std::size_t n, float epsilon, float* y)
{
    float lane[8] = {};
    for (std::size_t i = 0; i < n; ++i)
        lane[i % 8] = std::fma(x[i], x[i], lane[i % 8]);
    const float scale = 1.0F / std::sqrt(sumLanes(lane) / static_cast<float>(n) + epsilon);
    for (std::size_t i = 0; i < n; ++i)
        y[i] = x[i] * scale * weight[i];
}

void siluMultiply(float* gate, const float* up, std::size_t n)
{
    for (std::size_t i = 0; i < n; ++i)
        gate[i] = gate[i] / (1.0F + exponential(-gate[i])) * up[i];
}

void geluTanhMultiply(float* gate, const float* up, std::size_t n)
{
    for (std::size_t i = 0; i < n; ++i) {
        const float x = gate[i];
        const float inner = std::fma(x * x * x, 0.044715F, x) * 0.797884561F;
        gate[i] = 0.5F * x * (1.0F + hyperbolicTangent(inner)) * up[i];
    }
}

void clampedSiluMultiply(float* gate, const float* up, std::size_t n)
{
    constexpr float kLimit = 7.0F;
    for (std::size_t i = 0; i < n; ++i) {
        const float g = gate[i] < kLimit ? gate[i] : kLimit;
        const float low = up[i] > -kLimit ? up[i] : -kLimit;
        const float u = low < kLimit ? low : kLimit;
        gate[i] = g / (1.0F + exponential(-1.702F * g)) * (u + 1.0F);
    }
}

void softCap(float* x, std::size_t n, float cap)
{
    for (std::size_t i = 0; i < n; ++i)
        x[i] = cap * hyperbolicTangent(x[i] / cap);
}

void narrow(const float* x, std::size_t n, std::uint16_t* halves)
{
    std::transform(x, x + n, halves, halfFromFloat);
}

void interleaveF32(const float* x, std::size_t n, float* out, std::size_t step)
{
    interleave(x, n, out, step, std::identity());
}

void interleaveF16(const std::uint16_t* x, std::size_t n, float* out, std::size_t step)
{
    interleave(x, n, out, step, floatFromHalf);
}

void interleaveBf16(const std::uint16_t* x, std::size_t n, float* out, std::size_t step)
{
    interleave(x, n, out, step, floatFromBf16);
}

} // namespace core::scalar
