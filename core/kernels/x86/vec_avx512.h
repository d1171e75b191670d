// Small helpers of the AVX-512 files; as vec_avx2.h, on 16 lanes.
#pragma once

#include "core/kernels/x86/vec_avx2.h"

namespace {

FIRESIDE_INLINE __m512 loadHalves16(const void* p)
{
    return _mm512_cvtph_ps(_mm256_loadu_si256(static_cast<const __m256i*>(p)));
}

// As core::scalar::exponential().
FIRESIDE_INLINE __m512 exponential(__m512 x)
{
    const __mmask16 alive = _mm512_cmp_ps_mask(x, _mm512_set1_ps(-87.0F), _CMP_GT_OQ);
    x = _mm512_min_ps(x, _mm512_set1_ps(88.0F));
    const __m512 n = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(1.44269504F)),
                                          _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m512 r = _mm512_fmadd_ps(n, _mm512_set1_ps(-0.693359375F), x);
    r = _mm512_fmadd_ps(n, _mm512_set1_ps(2.12194440e-4F), r);
    __m512 p = _mm512_set1_ps(1.0F / 720.0F);
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0F / 120.0F));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0F / 24.0F));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0F / 6.0F));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(0.5F));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0F));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0F));
    const __m512i exponent = _mm512_add_epi32(_mm512_cvtps_epi32(n), _mm512_set1_epi32(127));
    const __m512 power = _mm512_castsi512_ps(_mm512_slli_epi32(exponent, 23));
    return _mm512_maskz_mul_ps(alive, p, power);
}

// As core::scalar::hyperbolicTangent().
FIRESIDE_INLINE __m512 hyperbolicTangent(__m512 x)
{
    const __m512 one = _mm512_set1_ps(1.0F);
    const __m512 power = exponential(_mm512_add_ps(x, x));
    return _mm512_sub_ps(one, _mm512_div_ps(_mm512_set1_ps(2.0F), _mm512_add_ps(power, one)));
}

} // namespace
