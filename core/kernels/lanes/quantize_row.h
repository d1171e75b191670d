// Activations as 8 bits, a half block of 16 in two vectors.
#pragma once

#include "core/kernels/activations.h"

#include <cstddef>

namespace {

FIRESIDE_INLINE Ints roundWithin127(Floats value)
{
    value = most(value, splat<Floats>(-127.0F)); // the second operand where the first is NaN
    return toInts(least(value, splat<Floats>(127.0F)));
}

FIRESIDE_INLINE void quantizeHalf(const float* x, std::size_t half, core::ActivationBlock& out)
{
    const Floats low = load(x), high = load(x + 8);
    const float largest = largestLane(most(magnitude(low), magnitude(high)));
    const Floats inverse =
        splat<Floats>(largest > core::kSmallestActivation ? 127.0F / largest : 0.0F);
    const int sum = storeAsBytes(out.q + half * core::kScaledActivations,
                                 roundWithin127(low * inverse),
                                 roundWithin127(high * inverse));
    out.scale[half] = largest / 127.0F;
    out.total[half] = out.scale[half] * static_cast<float>(sum);
    out.signedStart[half] = -128 * sum;
}

void quantizeRow(const float* x, std::size_t blocks, core::ActivationBlock* out)
{
    for (std::size_t b = 0; b < blocks; ++b, x += 2 * core::kScaledActivations, ++out) {
        quantizeHalf(x, 0, *out);
        quantizeHalf(x + core::kScaledActivations, 1, *out);
        out->sum = out->total[0] + out->total[1];
    }
}

} // namespace
