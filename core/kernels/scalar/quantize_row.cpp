#include "core/kernels/scalar/scalar.h"

#include <algorithm>
#include <cmath>

namespace core::scalar {

void quantizeRow(const float* x, std::size_t cols, std::int8_t* q, float* scale, std::int16_t* sums)
{
    for (std::size_t b = 0; b < cols / kActivationBlock; ++b) {
        const float* in = x + b * kActivationBlock;
        float largest = 0.0F;
        for (std::size_t i = 0; i < kActivationBlock; ++i)
            largest = std::max(largest, std::fabs(in[i]));
        const float inverse = largest > kSmallestActivation ? 127.0F / largest : 0.0F;
        scale[b] = largest / 127.0F;
        int sum = 0;
        for (std::size_t i = 0; i < kActivationBlock; ++i) {
            float value = in[i] * inverse;
            value = value > -127.0F ? value : -127.0F; // NaN becomes -127 too
            value = value < 127.0F ? value : 127.0F;
            const int rounded = static_cast<int>(std::nearbyint(value));
            q[b * kActivationBlock + i] = static_cast<std::int8_t>(rounded);
            sum += rounded;
        }
        sums[b] = static_cast<std::int16_t>(sum);
    }
}

} // namespace core::scalar
