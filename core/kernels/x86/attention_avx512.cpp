// Attention over a page with AVX-512: 16 positions, or 16 dimensions, in a vector.
#include "core/kernels/x86/avx512.h"
#include "core/kernels/x86/lanes_avx512.h"

#include "core/kernels/lanes/exponential.h"

namespace core::avx512 {

namespace {

struct F32
{
    using Element = float;
    FIRESIDE_INLINE static __m512 load(const float* p) { return _mm512_loadu_ps(p); }
    FIRESIDE_INLINE static __m512 load(__mmask16 lanes, const float* p)
    {
        return _mm512_maskz_loadu_ps(lanes, p);
    }
};

struct F16
{
    using Element = std::uint16_t;
    FIRESIDE_INLINE static __m512 load(const std::uint16_t* p) { return loadHalves16(p); }
    FIRESIDE_INLINE static __m512 load(__mmask16 lanes, const std::uint16_t* p)
    {
        return _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(lanes, p));
    }
};

constexpr int kVectors = kPageTokens / 16;

// Query heads that meet a page's keys and values together: as many accumulators as registers hold.
constexpr int kMostHeads = 6;

// scores[h][j] = q[h] · keys[:, j] for the 32 positions of the page, columns in ascending order.
template <class T, int H>
FIRESIDE_INLINE void scorePage(const float* q,
                               std::size_t headDim,
                               const typename T::Element* keys,
                               __m512 (&scores)[H][kVectors])
{
    __m512 sum[H][kVectors]; // of its own, so that it can live in registers
    for (auto& head : sum)
        for (__m512& lane : head)
            lane = _mm512_setzero_ps();
    for (std::size_t d = 0; d < headDim; ++d)
        for (int v = 0; v < kVectors; ++v) {
            const __m512 key = T::load(keys + d * kPageTokens + 16 * v);
            for (int h = 0; h < H; ++h)
                sum[h][v] = _mm512_fmadd_ps(_mm512_set1_ps(q[h * headDim + d]), key, sum[h][v]);
        }
    for (int h = 0; h < H; ++h)
        for (int v = 0; v < kVectors; ++v)
            scores[h][v] = sum[h][v];
}

// The sum in the order of the specification: eight running sums, added as sumLanes() does.
FIRESIDE_INLINE float sumWeights(const __m512 (&weights)[kVectors])
{
    __m256 lanes = _mm256_setzero_ps();
    for (const __m512 weight : weights) {
        lanes = _mm256_add_ps(lanes, _mm512_castps512_ps256(weight));
        lanes = _mm256_add_ps(lanes, _mm512_extractf32x8_ps(weight, 1));
    }
    return sumLanes(lanes);
}

// Turns one head's scores into weights e^(score - maximum), adds them to the head's sum and returns
// what the head's earlier output counts for now.
FIRESIDE_INLINE float weigh(const AttentionPage& page,
                            std::size_t head,
                            const __mmask16 (&inside)[kVectors],
                            __m512 (&scores)[kVectors],
                            float* weights)
{
    const __m512 minusInfinity = _mm512_set1_ps(-__builtin_inff());
    __m512 largest = minusInfinity;
    for (int v = 0; v < kVectors; ++v) {
        if (page.softCap > 0)
            scores[v] = softCapped(scores[v], page.softCap);
        scores[v] = _mm512_mask_mov_ps(minusInfinity, inside[v], scores[v]);
        largest = _mm512_max_ps(scores[v], largest);
    }
    const float before = page.maximum[head];
    const float pageLargest = _mm512_reduce_max_ps(largest);
    const float maximum = pageLargest > before ? pageLargest : before;
    const float correction =
        maximum == before ? 1.0F : _mm256_cvtss_f32(exponential(_mm256_set1_ps(before - maximum)));

    for (int v = 0; v < kVectors; ++v) {
        scores[v] = _mm512_maskz_mov_ps(
            inside[v], exponential(_mm512_sub_ps(scores[v], _mm512_set1_ps(maximum))));
        _mm512_storeu_ps(weights + 16 * v, scores[v]);
    }
    page.maximum[head] = maximum;
    page.sum[head] = page.sum[head] * correction + sumWeights(scores);
    return correction;
}

// output[h] = output[h] * correction[h] + sum over j of weights[h][j] * values[j], for 16 V
// dimensions from d on; of the last vector only `lanes`.
template <class T, int H, int V>
FIRESIDE_INLINE void addValues(const AttentionPage& page,
                               std::size_t head,
                               std::size_t d,
                               __mmask16 lanes,
                               const float (&correction)[H],
                               const float (&weights)[H][kPageTokens])
{
    const auto* values = static_cast<const typename T::Element*>(page.values) + d;
    float* output = page.output + head * page.headDim + d;
    const auto mask = [lanes](int v) { return v + 1 < V ? __mmask16{0xffff} : lanes; };
    __m512 sum[H][V];
    for (int h = 0; h < H; ++h)
        for (int v = 0; v < V; ++v)
            sum[h][v] =
                _mm512_mul_ps(_mm512_maskz_loadu_ps(mask(v), output + h * page.headDim + 16 * v),
                              _mm512_set1_ps(correction[h]));
    for (std::size_t j = page.first; j < page.count; ++j)
        for (int v = 0; v < V; ++v) {
            const auto* from = values + j * page.headDim + 16 * v;
            const __m512 value = v + 1 < V ? T::load(from) : T::load(lanes, from);
            for (int h = 0; h < H; ++h)
                sum[h][v] = _mm512_fmadd_ps(_mm512_set1_ps(weights[h][j]), value, sum[h][v]);
        }
    for (int h = 0; h < H; ++h)
        for (int v = 0; v < V; ++v)
            _mm512_mask_storeu_ps(output + h * page.headDim + 16 * v, mask(v), sum[h][v]);
}

// The heads head … head + H - 1.
template <class T, int H>
FIRESIDE_INLINE void
attendHeads(const AttentionPage& page, std::size_t head, const __mmask16 (&inside)[kVectors])
{
    __m512 scores[H][kVectors];
    scorePage<T, H>(page.q + head * page.headDim,
                    page.headDim,
                    static_cast<const typename T::Element*>(page.keys),
                    scores);
    float correction[H];
    alignas(64) float weights[H][kPageTokens];
    for (int h = 0; h < H; ++h)
        correction[h] = weigh(page, head + h, inside, scores[h], weights[h]);
    std::size_t d = 0;
    for (; d + 64 <= page.headDim; d += 64)
        addValues<T, H, 4>(page, head, d, 0xffff, correction, weights);
    for (; d < page.headDim; d += 16)
        addValues<T, H, 1>(
            page, head, d, page.headDim - d < 16 ? 0x00ff : 0xffff, correction, weights);
}

// The first n of the page's positions, as far as they are in vector v.
FIRESIDE_INLINE __mmask16 positionsBelow(std::size_t n, int v)
{
    return static_cast<__mmask16>(((std::uint64_t{1} << n) - 1) >> (16 * v));
}

template <class T>
FIRESIDE_INLINE void attend(const AttentionPage& page)
{
    __mmask16 inside[kVectors]; // lanes of positions that are attended to
    for (int v = 0; v < kVectors; ++v)
        inside[v] = positionsBelow(page.count, v) & ~positionsBelow(page.first, v);
    std::size_t head = 0;
    for (std::size_t left = page.heads; left != 0; left = page.heads - head) {
        if (left >= kMostHeads) {
            attendHeads<T, kMostHeads>(page, head, inside);
            head += kMostHeads;
        } else if (left >= 4) {
            attendHeads<T, 4>(page, head, inside);
            head += 4;
        } else if (left == 3) {
            attendHeads<T, 3>(page, head, inside);
            head += 3;
        } else if (left == 2) {
            attendHeads<T, 2>(page, head, inside);
            head += 2;
        } else {
            attendHeads<T, 1>(page, head, inside);
            head += 1;
        }
    }
}

void widen(const std::uint16_t* halves, std::size_t n, float* floats)
{
    for (std::size_t i = 0; i < n; i += 16)
        _mm512_storeu_ps(floats + i, loadHalves16(halves + i));
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
    const std::size_t elements = page.headDim * kPageTokens; // 8 · 32 and more
    widen(static_cast<const std::uint16_t*>(page.keys), elements, page.widened);
    widen(static_cast<const std::uint16_t*>(page.values), elements, page.widened + elements);
    AttentionPage wide = page;
    wide.keys = page.widened;
    wide.values = page.widened + elements;
    attend<F32>(wide);
}

} // namespace core::avx512
