#include "core/kernels/x86/avx2.h"
#include "core/kernels/x86/vec_avx2.h"

namespace core::avx2 {

namespace {

FIRESIDE_INLINE float largestLane(__m256 v)
{
    __m128 a = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    a = _mm_max_ps(a, _mm_movehl_ps(a, a));
    return _mm_cvtss_f32(_mm_max_ss(a, _mm_movehdup_ps(a)));
}

FIRESIDE_INLINE int sumOf16(__m128i bytes)
{
    const __m256i pairs = _mm256_madd_epi16(_mm256_cvtepi8_epi16(bytes), _mm256_set1_epi16(1));
    __m128i s = _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1));
    return _mm_cvtsi128_si32(s);
}

FIRESIDE_INLINE __m256i roundWithin127(__m256 value)
{
    value =
        _mm256_max_ps(value, _mm256_set1_ps(-127.0F)); // the second operand where the first is NaN
    return _mm256_cvtps_epi32(_mm256_min_ps(value, _mm256_set1_ps(127.0F)));
}

FIRESIDE_INLINE void quantizeHalf(const float* x, std::size_t half, ActivationBlock& out)
{
    const __m256 sign = _mm256_set1_ps(-0.0F);
    const __m256 low = _mm256_loadu_ps(x);
    const __m256 high = _mm256_loadu_ps(x + 8);
    const float most =
        largestLane(_mm256_max_ps(_mm256_andnot_ps(sign, low), _mm256_andnot_ps(sign, high)));
    const __m256 inverse = _mm256_set1_ps(most > kSmallestActivation ? 127.0F / most : 0.0F);
    const __m256i words = _mm256_packs_epi32(roundWithin127(_mm256_mul_ps(low, inverse)),
                                             roundWithin127(_mm256_mul_ps(high, inverse)));
    // The pack works within 128-bit halves; the permutation puts the groups of four back in order.
    const __m256i ordered = _mm256_permute4x64_epi64(words, 0xd8);
    const __m128i bytes =
        _mm_packs_epi16(_mm256_castsi256_si128(ordered), _mm256_extracti128_si256(ordered, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out.q + half * kScaledActivations), bytes);
    out.scale[half] = most / 127.0F;
    const int sum = sumOf16(bytes);
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

} // namespace core::avx2
