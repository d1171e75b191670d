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

// Query heads that meet a page's keys and values together: as many accumulators as registers hold.
constexpr int kMostHeads = 3;

// scores[h][j] = q[h] · keys[:, j] for the 32 positions of the page, columns in ascending order.
template <class T, int H>
FIRESIDE_INLINE void scorePage(const float* q,
                               std::size_t headDim,
                               const typename T::Element* keys,
                               __m256 (&scores)[H][kVectors])
{
    __m256 sum[H][kVectors]; // of its own, so that it can live in registers
    for (auto& head : sum)
        for (__m256& lane : head)
            lane = _mm256_setzero_ps();
    for (std::size_t d = 0; d < headDim; ++d) {
        __m256 component[H];
        for (int h = 0; h < H; ++h)
            component[h] = _mm256_broadcast_ss(q + h * headDim + d);
        for (int v = 0; v < kVectors; ++v) {
            const __m256 key = T::load(keys + d * kPageTokens + 8 * v);
            for (int h = 0; h < H; ++h)
                sum[h][v] = _mm256_fmadd_ps(component[h], key, sum[h][v]);
        }
    }
    for (int h = 0; h < H; ++h)
        for (int v = 0; v < kVectors; ++v)
            scores[h][v] = sum[h][v];
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

// Turns one head's scores into weights e^(score - maximum), adds them to the head's sum and returns
// what the head's earlier output counts for now.
FIRESIDE_INLINE float weigh(const AttentionPage& page,
                            std::size_t head,
                            const __m256 (&inside)[kVectors],
                            __m256 (&scores)[kVectors],
                            float* weights)
{
    const __m256 minusInfinity = _mm256_set1_ps(-__builtin_inff());
    __m256 largest = minusInfinity;
    for (int v = 0; v < kVectors; ++v) {
        if (page.softCap > 0)
            scores[v] = softCapped(scores[v], page.softCap);
        scores[v] = _mm256_blendv_ps(minusInfinity, scores[v], inside[v]);
        largest = _mm256_max_ps(scores[v], largest);
    }
    const float before = page.maximum[head];
    const float pageLargest = largestLane(largest);
    const float maximum = pageLargest > before ? pageLargest : before;
    const float correction =
        maximum == before ? 1.0F : _mm256_cvtss_f32(exponential(_mm256_set1_ps(before - maximum)));

    __m256 lanes = _mm256_setzero_ps();
    for (int v = 0; v < kVectors; ++v) {
        const __m256 weight = _mm256_and_ps(
            exponential(_mm256_sub_ps(scores[v], _mm256_set1_ps(maximum))), inside[v]);
        _mm256_store_ps(weights + 8 * v, weight);
        lanes = _mm256_add_ps(lanes, weight);
    }
    page.maximum[head] = maximum;
    page.sum[head] = page.sum[head] * correction + sumLanes(lanes);
    return correction;
}

// output[h] = output[h] * correction[h] + sum over j of weights[h][j] * values[j], for 8 V
// dimensions from d on.
template <class T, int H, int V>
FIRESIDE_INLINE void addValues(const AttentionPage& page,
                               std::size_t head,
                               std::size_t d,
                               const float (&correction)[H],
                               const float (&weights)[H][kPageTokens])
{
    const auto* values = static_cast<const typename T::Element*>(page.values) + d;
    float* output = page.output + head * page.headDim + d;
    __m256 sum[H][V];
    for (int h = 0; h < H; ++h)
        for (int v = 0; v < V; ++v)
            sum[h][v] = _mm256_mul_ps(_mm256_loadu_ps(output + h * page.headDim + 8 * v),
                                      _mm256_set1_ps(correction[h]));
    for (std::size_t j = page.first; j < page.count; ++j) {
        __m256 weight[H];
        for (int h = 0; h < H; ++h)
            weight[h] = _mm256_broadcast_ss(&weights[h][j]);
        for (int v = 0; v < V; ++v) {
            const __m256 value = T::load(values + j * page.headDim + 8 * v);
            for (int h = 0; h < H; ++h)
                sum[h][v] = _mm256_fmadd_ps(weight[h], value, sum[h][v]);
        }
    }
    for (int h = 0; h < H; ++h)
        for (int v = 0; v < V; ++v)
            _mm256_storeu_ps(output + h * page.headDim + 8 * v, sum[h][v]);
}

// The heads head … head + H - 1.
template <class T, int H>
FIRESIDE_INLINE void
attendHeads(const AttentionPage& page, std::size_t head, const __m256 (&inside)[kVectors])
{
    __m256 scores[H][kVectors];
    scorePage<T, H>(page.q + head * page.headDim,
                    page.headDim,
                    static_cast<const typename T::Element*>(page.keys),
                    scores);
    float correction[H];
    alignas(32) float weights[H][kPageTokens];
    for (int h = 0; h < H; ++h)
        correction[h] = weigh(page, head + h, inside, scores[h], weights[h]);
    std::size_t d = 0;
    for (; d + 32 <= page.headDim; d += 32)
        addValues<T, H, 4>(page, head, d, correction, weights);
    for (; d < page.headDim; d += 8)
        addValues<T, H, 1>(page, head, d, correction, weights);
}

template <class T>
FIRESIDE_INLINE void attend(const AttentionPage& page)
{
    __m256 inside[kVectors]; // lanes of positions that are attended to
    for (int v = 0; v < kVectors; ++v) {
        const std::size_t begin = 8 * static_cast<std::size_t>(v);
        const auto lanesBelow = [begin](std::size_t end) {
            return firstLanes(end > begin ? end - begin : 0);
        };
        inside[v] = _mm256_castsi256_ps(
            _mm256_andnot_si256(lanesBelow(page.first), lanesBelow(page.count)));
    }
    std::size_t head = 0;
    for (std::size_t left = page.heads; left != 0; left = page.heads - head) {
        if (left == 2 || left == 4) { // 2 + 2 rather than 3 + 1
            attendHeads<T, 2>(page, head, inside);
            head += 2;
        } else if (left == 1) {
            attendHeads<T, 1>(page, head, inside);
            head += 1;
        } else {
            attendHeads<T, kMostHeads>(page, head, inside);
            head += kMostHeads;
        }
    }
}

void widen(const std::uint16_t* halves, std::size_t n, float* floats)
{
    for (std::size_t i = 0; i < n; i += 8)
        _mm256_storeu_ps(floats + i, loadHalves(halves + i));
}

} // namespace

void attendF32(const AttentionPage& page)
{
    attend<F32>(page);
}

void attendF16(const AttentionPage& page)
{
    if (page.widened == nullptr || page.heads <= kMostHeads)
        return attend<F16>(page);
    const std::size_t elements = page.headDim * kPageTokens;
    widen(static_cast<const std::uint16_t*>(page.keys), elements, page.widened);
    widen(static_cast<const std::uint16_t*>(page.values), elements, page.widened + elements);
    AttentionPage wide = page;
    wide.keys = page.widened;
    wide.values = page.widened + elements;
    attend<F32>(wide);
}

} // namespace core::avx2
