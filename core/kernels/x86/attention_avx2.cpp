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

constexpr int kVectors = kPageTokens / 8;

// scores[j] = q · keys[:, j] for the 32 positions of the page, columns in ascending order.
template <class T>
FIRESIDE_INLINE void scorePage(const float* q, std::size_t headDim, const typename T::Element* keys, __m256 (&scores)[kVectors])
{
    for (__m256& score : scores)
        score = _mm256_setzero_ps();
    for (std::size_t d = 0; d < headDim; ++d) {
        const __m256 component = _mm256_broadcast_ss(q + d);
        for (int v = 0; v < kVectors; ++v)
            scores[v] = _mm256_fmadd_ps(component, T::load(keys + d * kPageTokens + 8 * v), scores[v]);
    }
}

FIRESIDE_INLINE __m256 softCapped(__m256 scores, float cap)
{
    const __m256 caps = _mm256_set1_ps(cap);
    return _mm256_mul_ps(caps, hyperbolicTangent(_mm256_div_ps(scores, caps)));
}

FIRESIDE_INLINE float largestLane(__m256 v)
{
    __m128 a = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    a = _mm_max_ps(a, _mm_movehl_ps(a, a));
    return _mm_cvtss_f32(_mm_max_ss(a, _mm_movehdup_ps(a)));
}

template <class T>
FIRESIDE_INLINE void attend(const AttentionPage& page)
{
    const auto* keys = static_cast<const typename T::Element*>(page.keys);
    const auto* values = static_cast<const typename T::Element*>(page.values);
    const __m256 minusInfinity = _mm256_set1_ps(-__builtin_inff());
    __m256 inside[kVectors]; // lanes of positions that are attended to
    for (int v = 0; v < kVectors; ++v) {
        const std::size_t begin = 8 * static_cast<std::size_t>(v);
        const auto lanesBelow = [begin](std::size_t end) { return firstLanes(end > begin ? end - begin : 0); };
        inside[v] = _mm256_castsi256_ps(_mm256_andnot_si256(lanesBelow(page.first), lanesBelow(page.count)));
    }

    for (std::size_t h = 0; h < page.heads; ++h) {
        __m256 scores[kVectors];
        scorePage<T>(page.q + h * page.headDim, page.headDim, keys, scores);
        __m256 largest = minusInfinity;
        for (int v = 0; v < kVectors; ++v) {
            if (page.softCap > 0)
                scores[v] = softCapped(scores[v], page.softCap);
            scores[v] = _mm256_blendv_ps(minusInfinity, scores[v], inside[v]);
            largest = _mm256_max_ps(scores[v], largest);
        }
        const float before = page.maximum[h];
        const float pageLargest = largestLane(largest);
        const float maximum = pageLargest > before ? pageLargest : before;
        const float correction = _mm256_cvtss_f32(exponential(_mm256_set1_ps(before - maximum)));

        alignas(32) float weights[kPageTokens];
        __m256 lanes = _mm256_setzero_ps();
        for (int v = 0; v < kVectors; ++v) {
            const __m256 weight =
                _mm256_and_ps(exponential(_mm256_sub_ps(scores[v], _mm256_set1_ps(maximum))), inside[v]);
            _mm256_store_ps(weights + 8 * v, weight);
            lanes = _mm256_add_ps(lanes, weight);
        }
        page.maximum[h] = maximum;
        page.sum[h] = page.sum[h] * correction + sumLanes(lanes);

        float* output = page.output + h * page.headDim;
        for (std::size_t d = 0; d < page.headDim; d += 8) {
            __m256 value = _mm256_mul_ps(_mm256_loadu_ps(output + d), _mm256_set1_ps(correction));
            for (std::size_t j = page.first; j < page.count; ++j)
                value = _mm256_fmadd_ps(
                    _mm256_broadcast_ss(weights + j), T::load(values + j * page.headDim + d), value);
            _mm256_storeu_ps(output + d, value);
        }
    }
}

} // namespace

void attendF32(const AttentionPage& page)
{
    attend<F32>(page);
}

void attendF16(const AttentionPage& page)
{
    attend<F16>(page);
}

} // namespace core::avx2
