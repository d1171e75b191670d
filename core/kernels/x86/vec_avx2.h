// Small helpers of the AVX2 files. Everything is in an anonymous namespace and inlined: a shared
// inline function compiled with -mavx2 could be the copy the linker keeps for everyone.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace {

#define FIRESIDE_INLINE __attribute__((always_inline)) inline

FIRESIDE_INLINE __m256 loadHalves(const void* p)
{
    return _mm256_cvtph_ps(_mm_loadu_si128(static_cast<const __m128i*>(p)));
}

FIRESIDE_INLINE float sumLanes(__m256 v)
{
    const __m128 a = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    const __m128 b = _mm_add_ps(a, _mm_movehl_ps(a, a));
    return _mm_cvtss_f32(_mm_add_ss(b, _mm_movehdup_ps(b)));
}

// As core::scalar::exponential().
FIRESIDE_INLINE __m256 exponential(__m256 x)
{
    const __m256 alive = _mm256_cmp_ps(x, _mm256_set1_ps(-87.0F), _CMP_GT_OQ);
    x = _mm256_min_ps(x, _mm256_set1_ps(88.0F));
    const __m256 n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(1.44269504F)),
                                     _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m256 r = _mm256_fmadd_ps(n, _mm256_set1_ps(-0.693359375F), x);
    r = _mm256_fmadd_ps(n, _mm256_set1_ps(2.12194440e-4F), r);
    __m256 p = _mm256_set1_ps(1.0F / 720.0F);
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0F / 120.0F));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0F / 24.0F));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0F / 6.0F));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(0.5F));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0F));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0F));
    const __m256i exponent = _mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127));
    const __m256 power = _mm256_castsi256_ps(_mm256_slli_epi32(exponent, 23));
    return _mm256_and_ps(_mm256_mul_ps(p, power), alive);
}

// As core::scalar::hyperbolicTangent().
FIRESIDE_INLINE __m256 hyperbolicTangent(__m256 x)
{
    const __m256 one = _mm256_set1_ps(1.0F);
    const __m256 power = exponential(_mm256_add_ps(x, x));
    return _mm256_sub_ps(one, _mm256_div_ps(_mm256_set1_ps(2.0F), _mm256_add_ps(power, one)));
}

// The first n < 8 lanes set.
FIRESIDE_INLINE __m256i firstLanes(std::size_t n)
{
    const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(n)), lane);
}

} // namespace
