#include "core/kernels/x86/avx2.h"
#include "core/kernels/x86/vec_avx2.h"

namespace core::avx2 {

namespace {

struct F32
{
    using Element = float;
    FIRESIDE_INLINE static __m256 load(const float* p) { return _mm256_loadu_ps(p); }
};

struct F16
{
    using Element = std::uint16_t;
    FIRESIDE_INLINE static __m256 load(const std::uint16_t* p) { return loadHalves(p); }
};

struct Bf16
{
    using Element = std::uint16_t;
    FIRESIDE_INLINE static __m256 load(const std::uint16_t* p)
    {
        const __m128i bits = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
        return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(bits), 16));
    }
};

template <class T>
FIRESIDE_INLINE void multiplyAdd32(const float* x, const typename T::Element* w, __m256 (&sum)[4])
{
    for (int v = 0; v < 4; ++v)
        sum[v] = _mm256_fmadd_ps(_mm256_loadu_ps(x + 8 * v), T::load(w + 8 * v), sum[v]);
}

template <class T>
FIRESIDE_INLINE float dot(const float* x, const typename T::Element* w, std::size_t n)
{
    __m256 sum[4] = {_mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps()};
    std::size_t i = 0;
    for (; i + 32 <= n; i += 32)
        multiplyAdd32<T>(x + i, w + i, sum);
    if (i < n) { // the rest, filled up with zeros
        float restX[32] = {};
        typename T::Element restW[32] = {};
        __builtin_memcpy(restX, x + i, (n - i) * sizeof(float));
        __builtin_memcpy(restW, w + i, (n - i) * sizeof(typename T::Element));
        multiplyAdd32<T>(restX, restW, sum);
    }
    return sumLanes(_mm256_add_ps(_mm256_add_ps(sum[0], sum[1]), _mm256_add_ps(sum[2], sum[3])));
}

} // namespace

float dotF32(const float* x, const float* w, std::size_t n)
{
    return dot<F32>(x, w, n);
}

float dotF16(const float* x, const std::uint16_t* w, std::size_t n)
{
    return dot<F16>(x, w, n);
}

float dotBf16(const float* x, const std::uint16_t* w, std::size_t n)
{
    return dot<Bf16>(x, w, n);
}

} // namespace core::avx2
