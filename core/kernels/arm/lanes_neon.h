// The vocabulary of lanes/README.md in NEON (Advanced SIMD of ARMv8).
#pragma once

#include "core/kernels/lanes/inline.h"
#include "core/kernels/lanes/types_128.h"

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

namespace {

FIRESIDE_INLINE F4 fma4(F4 a, F4 b, F4 c)
{
    return vfmaq_f32(c, a, b);
}

FIRESIDE_INLINE F4 nearest4(F4 v)
{
    return vrndnq_f32(v);
}

FIRESIDE_INLINE I4 toInts4(F4 v)
{
    return vcvtnq_s32_f32(v);
}

FIRESIDE_INLINE float squareRoot(float value)
{
    return __builtin_sqrtf(value);
}

FIRESIDE_INLINE F4 loadHalves4(const std::byte* p)
{
    return vcvt_f32_f16(vreinterpret_f16_u8(vld1_u8(reinterpret_cast<const std::uint8_t*>(p))));
}

FIRESIDE_INLINE void storeHalves4(std::uint16_t* p, F4 v)
{
    vst1_u16(p, vreinterpret_u16_f16(vcvt_f16_f32(v)));
}

FIRESIDE_INLINE B16 lookUp16(B16 table, B16 codes)
{
    return vqtbl1q_u8(table, codes);
}

} // namespace

#include "core/kernels/lanes/lanes_128.h"
