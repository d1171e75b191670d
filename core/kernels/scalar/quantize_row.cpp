#include "core/kernels/scalar/scalar.h"

#include <algorithm>
#include <cmath>

namespace core::scalar {

namespace {

void quantizeHalf(const float* x, std::size_t half, ActivationBlock& out)
{
    float largest = 0.0F;
    for (std::size_t i = 0; i < kScaledActivations; ++i)
        largest = std::max(largest, std::fabs(x[i]));
    const float inverse = largest > kSmallestActivation ? 127.0F / largest : 0.0F;
    int sum = 0;
    for (std::size_t i = 0; i < kScaledActivations; ++i) {
        float value = x[i] * inverse;
        value = value > -127.0F ? value : -127.0F; // NaN becomes -127 too
        value = value < 127.0F ? value : 127.0F;
        const int rounded = static_cast<int>(std::nearbyint(value));
        out.q[half * kScaledActivations + i] = static_cast<std::int8_t>(rounded);
        sum += rounded;
    }
    out.scale[half] = largest / 127.0F;
    out.total[half] = out.scale[half] * static_cast<float>(sum);
    out.signedStart[half] = -128 * sum;
}

} // namespace

void quantizeRow(const float* x, std::size_t blocks, ActivationBlock* out)
{
    for (std::size_t b = 0; b < blocks; ++b, x += 2 * kScaledActivations, ++out) {
        quantizeHalf(x, 0, *out);
        quantizeHalf(x + kScaledActivations, 1, *out);
        out->sum = out->total[0] + out->total[1];
    }
}

} // namespace core::scalar
