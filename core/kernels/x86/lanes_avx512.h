// What the AVX-512 files use beside AVX2: vectors of sixteen lanes.
#pragma once

#include "core/kernels/x86/lanes_avx2.h"

namespace {

// As lanes/README.md, on sixteen lanes.

template <>
FIRESIDE_INLINE __m512 splat<__m512>(float value)
{
    return _mm512_set1_ps(value);
}

template <>
FIRESIDE_INLINE __m512 load<__m512>(const float* p)
{
    return _mm512_loadu_ps(p);
}

template <>
FIRESIDE_INLINE __m512 loadHalves<__m512>(const void* p)
{
    return _mm512_cvtph_ps(_mm256_loadu_si256(static_cast<const __m256i*>(p)));
}

FIRESIDE_INLINE void store(float* p, __m512 v)
{
    _mm512_storeu_ps(p, v);
}

FIRESIDE_INLINE __m512 fma(__m512 a, __m512 b, __m512 c)
{
    return _mm512_fmadd_ps(a, b, c);
}

FIRESIDE_INLINE __m512 most(__m512 a, __m512 b)
{
    return _mm512_max_ps(a, b);
}

FIRESIDE_INLINE __m512 least(__m512 a, __m512 b)
{
    return _mm512_min_ps(a, b);
}

FIRESIDE_INLINE __m512 nearest(__m512 v)
{
    return _mm512_roundscale_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

FIRESIDE_INLINE __m512 twoTo(__m512 n)
{
    const __m512i exponent = _mm512_add_epi32(_mm512_cvtps_epi32(n), _mm512_set1_epi32(127));
    return _mm512_castsi512_ps(_mm512_slli_epi32(exponent, 23));
}

FIRESIDE_INLINE __mmask16 greater(__m512 a, __m512 b)
{
    return _mm512_cmp_ps_mask(a, b, _CMP_GT_OQ);
}

FIRESIDE_INLINE void setBetween(__mmask16& lanes, int first, int end)
{
    const auto below = [](int n) { return (1U << (n < 0 ? 0 : n > 16 ? 16 : n)) - 1; };
    lanes = static_cast<__mmask16>(below(end) & ~below(first));
}

FIRESIDE_INLINE __m512 select(__mmask16 lanes, __m512 a, __m512 b)
{
    return _mm512_mask_mov_ps(b, lanes, a);
}

FIRESIDE_INLINE __m512 keep(__mmask16 lanes, __m512 v)
{
    return _mm512_maskz_mov_ps(lanes, v);
}

FIRESIDE_INLINE float largestLane(__m512 v)
{
    return _mm512_reduce_max_ps(v);
}

FIRESIDE_INLINE Floats addToEight(Floats sums, __m512 v)
{
    return _mm256_add_ps(_mm256_add_ps(sums, _mm512_castps512_ps256(v)),
                         _mm512_extractf32x8_ps(v, 1));
}

} // namespace
