// Bytes multiplied in fours, with or without the instruction for it (ARMv8.2 dot product). Codes
// have seven bits at most and are signed bytes as well as unsigned ones.
#pragma once

#include "core/kernels/arm/lanes_neon.h"

#include "core/kernels/lanes/packed_tile.h"

namespace {

// Of each lane, sum + the four products.
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

struct InFours : ByFloatScales
{
    static constexpr int kSignedOffset = 0;

    template <PackedLayout L, int Half>
    FIRESIDE_INLINE static Floats
    product(const Bytes (&w)[4], Scale scale, const ActivationBlock& x)
    {
        Ints sum = splatInt(0);
        for (int g = 0; g < 4; ++g) {
            const B16 four = broadcast4(x.q + 16 * Half + 4 * g).low;
            sum = {addProducts(sum.low, w[g].low, four), addProducts(sum.high, w[g].high, four)};
        }
        return scaled<L>(sum, scale);
    }
};

} // namespace
