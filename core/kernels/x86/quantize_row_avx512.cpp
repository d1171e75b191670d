#include "core/kernels/x86/avx512.h"
#include "core/kernels/x86/lanes_avx512.h"

namespace core::avx512 {

namespace {

FIRESIDE_INLINE int sumOf16(__m128i bytes)
{
    __m128i s = _mm_dpbusd_epi32(_mm_setzero_si128(), _mm_set1_epi8(1), bytes);
    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1));
    return _mm_cvtsi128_si32(s);
}

FIRESIDE_INLINE void quantizeHalf(const float* x, std::size_t half, ActivationBlock& out)
{
    const __m512 values = _mm512_loadu_ps(x);
    const float most = _mm512_reduce_max_ps(_mm512_abs_ps(values));
    const __m512 inverse = _mm512_set1_ps(most > kSmallestActivation ? 127.0F / most : 0.0F);
    const __m512 least = _mm512_set1_ps(-127.0F);
    __m512 scaled = _mm512_mul_ps(values, inverse);
    scaled = _mm512_max_ps(scaled, least); // the second operand where the first is NaN
    scaled = _mm512_min_ps(scaled, _mm512_set1_ps(127.0F));
    const __m128i bytes = _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(scaled));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out.q + half * kScaledActivations), bytes);
    const int sum = sumOf16(bytes);
    out.scale[half] = most / 127.0F;
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

} // namespace core::avx512
