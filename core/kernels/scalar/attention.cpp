#include "core/kernels/scalar/math.h"
#include "core/kernels/scalar/scalar.h"

#include "core/base/half.h"

namespace core::scalar {

namespace {

template <class T, class Widen>
void attend(const AttentionPage& page, const Widen& widen)
{
    const T* keys = static_cast<const T*>(page.keys);
    const T* values = static_cast<const T*>(page.values);
    for (std::size_t h = 0; h < page.heads; ++h) {
        const float* q = page.q + h * page.headDim;
        float* output = page.output + h * page.headDim;

        float weights[kPageTokens];
        float maximum = page.maximum[h];
        for (std::size_t j = page.first; j < page.count; ++j) {
            float score = 0.0F;
            for (std::size_t d = 0; d < page.headDim; ++d)
                score = std::fma(q[d], widen(keys[d * kPageTokens + j]), score);
            if (page.softCap > 0)
                score = page.softCap * hyperbolicTangent(score / page.softCap);
            weights[j] = score;
            maximum = score > maximum ? score : maximum;
        }

        const float correction = exponential(page.maximum[h] - maximum);
        float lane[8] = {};
        for (std::size_t j = page.first; j < page.count; ++j) {
            weights[j] = exponential(weights[j] - maximum);
            lane[j % 8] += weights[j];
        }
        for (std::size_t d = 0; d < page.headDim; ++d) {
            float value = output[d] * correction;
            for (std::size_t j = page.first; j < page.count; ++j)
                value = std::fma(weights[j], widen(values[j * page.headDim + d]), value);
            output[d] = value;
        }
        page.maximum[h] = maximum;
        page.sum[h] = page.sum[h] * correction + sumLanes(lane);
    }
}

} // namespace

void attendF32(const AttentionPage& page)
{
    attend<float>(page, [](float value) { return value; });
}

void attendF16(const AttentionPage& page)
{
    attend<std::uint16_t>(page, floatFromHalf);
}

} // namespace core::scalar
