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

} // namespace

void quantizeRow(const float* x, std::size_t cols, std::int8_t* q, float* scale, std::int16_t* sums)
{
    const __m256 sign = _mm256_set1_ps(-0.0F);
    for (std::size_t b = 0; b < cols / kActivationBlock; ++b) {
        __m256 v[4];
        __m256 largest = _mm256_setzero_ps();
        for (int i = 0; i < 4; ++i) {
            v[i] = _mm256_loadu_ps(x + b * kActivationBlock + 8 * i);
            largest = _mm256_max_ps(_mm256_andnot_ps(sign, v[i]), largest);
        }
        const float most = largestLane(largest);
        const __m256 inverse = _mm256_set1_ps(most > kSmallestActivation ? 127.0F / most : 0.0F);
        scale[b] = most / 127.0F;
        __m256i rounded[4];
        for (int i = 0; i < 4; ++i) {
            __m256 value = _mm256_mul_ps(v[i], inverse);
            value = _mm256_max_ps(value, _mm256_set1_ps(-127.0F));
            value = _mm256_min_ps(value, _mm256_set1_ps(127.0F));
            rounded[i] = _mm256_cvtps_epi32(value);
        }
        const __m256i words0 = _mm256_packs_epi32(rounded[0], rounded[1]);
        const __m256i words1 = _mm256_packs_epi32(rounded[2], rounded[3]);
        // The packs work within 128-bit halves; the permutation puts the 4-byte groups back in order.
        const __m256i bytes = _mm256_permutevar8x32_epi32(_mm256_packs_epi16(words0, words1),
                                                          _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(q + b * kActivationBlock), bytes);
        sums[b * 2] = static_cast<std::int16_t>(sumOf16(_mm256_castsi256_si128(bytes)));
        sums[b * 2 + 1] = static_cast<std::int16_t>(sumOf16(_mm256_extracti128_si256(bytes, 1)));
    }
}

} // namespace core::avx2
