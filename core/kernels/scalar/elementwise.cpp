#include "core/kernels/scalar/math.h"
#include "core/kernels/scalar/scalar.h"

namespace core::scalar {

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

} // namespace core::scalar
