// How in_fours.h multiplies on ARM, with or without the instruction for it (ARMv8.2 dot product).
#pragma once

#include "core/kernels/arm/lanes_neon.h"

namespace {

// Codes have seven bits at most and are signed bytes as well as unsigned ones.
constexpr int kSignedOffset = 0;

FIRESIDE_INLINE I4 addProducts(I4 sum, B16 w, B16 x)
{
    const int8x16_t a = vreinterpretq_s8_u8(w), b = vreinterpretq_s8_u8(x);
#if defined(__ARM_FEATURE_DOTPROD)
    return vdotq_s32(sum, a, b);
#else
    const int16x8_t low = vmull_s8(vget_low_s8(a), vget_low_s8(b));
    const int16x8_t high = vmull_high_s8(a, b);
    return vaddq_s32(sum, vpaddq_s32(vpaddlq_s16(low), vpaddlq_s16(high)));
#endif
}

FIRESIDE_INLINE Ints addProducts(Ints sum, Bytes w, Bytes x)
{
    return {addProducts(sum.low, w.low, x.low), addProducts(sum.high, w.high, x.high)};
}

} // namespace
