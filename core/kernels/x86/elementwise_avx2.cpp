#include "core/kernels/x86/avx2.h"
#include "core/kernels/x86/vec_avx2.h"

namespace core::avx2 {

void rmsNorm(const float* x, const float* weight, std::size_t n, float epsilon, float* y)
{
    __m256 squares = _mm256_setzero_ps();
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        const __m256 v = _mm256_loadu_ps(x + i);
        squares = _mm256_fmadd_ps(v, v, squares);
    }
    const __m256i rest = firstLanes(n - i);
    if (i < n) {
        const __m256 v = _mm256_maskload_ps(x + i, rest);
        squares = _mm256_fmadd_ps(v, v, squares);
    }
    const __m128 mean = _mm_set_ss(sumLanes(squares) / static_cast<float>(n) + epsilon);
    const __m256 scale = _mm256_set1_ps(1.0F / _mm_cvtss_f32(_mm_sqrt_ss(mean)));
    for (i = 0; i + 8 <= n; i += 8)
        _mm256_storeu_ps(y + i,
                         _mm256_mul_ps(_mm256_mul_ps(_mm256_loadu_ps(x + i), scale),
                                       _mm256_loadu_ps(weight + i)));
    if (i < n)
        _mm256_maskstore_ps(y + i,
                            rest,
                            _mm256_mul_ps(_mm256_mul_ps(_mm256_maskload_ps(x + i, rest), scale),
                                          _mm256_maskload_ps(weight + i, rest)));
}

namespace {

FIRESIDE_INLINE __m256 siluTimes(__m256 gate, __m256 up)
{
    const __m256 negative = _mm256_xor_ps(gate, _mm256_set1_ps(-0.0F));
    const __m256 denominator = _mm256_add_ps(_mm256_set1_ps(1.0F), exponential(negative));
    return _mm256_mul_ps(_mm256_div_ps(gate, denominator), up);
}

} // namespace

namespace {

// gate = f(gate, up), eight lanes at a time.
template <class F>
FIRESIDE_INLINE void combine(float* gate, const float* up, std::size_t n, const F& f)
{
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8)
        _mm256_storeu_ps(gate + i, f(_mm256_loadu_ps(gate + i), _mm256_loadu_ps(up + i)));
    if (i < n) {
        const __m256i rest = firstLanes(n - i);
        _mm256_maskstore_ps(
            gate + i,
            rest,
            f(_mm256_maskload_ps(gate + i, rest), _mm256_maskload_ps(up + i, rest)));
    }
}

FIRESIDE_INLINE __m256 geluTimes(__m256 x, __m256 up)
{
    const __m256 cube = _mm256_mul_ps(_mm256_mul_ps(x, x), x);
    const __m256 inner = _mm256_mul_ps(_mm256_fmadd_ps(cube, _mm256_set1_ps(0.044715F), x),
                                       _mm256_set1_ps(0.797884561F));
    const __m256 share = _mm256_add_ps(_mm256_set1_ps(1.0F), hyperbolicTangent(inner));
    return _mm256_mul_ps(_mm256_mul_ps(_mm256_mul_ps(_mm256_set1_ps(0.5F), x), share), up);
}

FIRESIDE_INLINE __m256 clampedSiluTimes(__m256 gate, __m256 up)
{
    const __m256 limit = _mm256_set1_ps(7.0F);
    const __m256 g = _mm256_min_ps(gate, limit);
    const __m256 u = _mm256_min_ps(_mm256_max_ps(up, _mm256_set1_ps(-7.0F)), limit);
    const __m256 power = exponential(_mm256_mul_ps(_mm256_set1_ps(-1.702F), g));
    const __m256 one = _mm256_set1_ps(1.0F);
    return _mm256_mul_ps(_mm256_div_ps(g, _mm256_add_ps(one, power)), _mm256_add_ps(u, one));
}

} // namespace

void siluMultiply(float* gate, const float* up, std::size_t n)
{
    combine(gate, up, n, [](__m256 g, __m256 u) { return siluTimes(g, u); });
}

void geluTanhMultiply(float* gate, const float* up, std::size_t n)
{
    combine(gate, up, n, [](__m256 g, __m256 u) { return geluTimes(g, u); });
}

void clampedSiluMultiply(float* gate, const float* up, std::size_t n)
{
    combine(gate, up, n, [](__m256 g, __m256 u) { return clampedSiluTimes(g, u); });
}

void softCap(float* x, std::size_t n, float cap)
{
    const __m256 caps = _mm256_set1_ps(cap);
    combine(x, x, n, [caps](__m256 value, __m256) {
        return _mm256_mul_ps(caps, hyperbolicTangent(_mm256_div_ps(value, caps)));
    });
}

void narrow(const float* x, std::size_t n, std::uint16_t* halves)
{
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8)
        _mm_storeu_si128(reinterpret_cast<__m128i*>(halves + i),
                         _mm256_cvtps_ph(_mm256_loadu_ps(x + i), _MM_FROUND_TO_NEAREST_INT));
    for (; i < n; ++i)
        halves[i] = _cvtss_sh(x[i], _MM_FROUND_TO_NEAREST_INT);
}

} // namespace core::avx2
