// Attention over a page, as many positions or dimensions at a time as a vector V holds: eight or
// sixteen.
#pragma once

#include "core/kernels/kernel_table.h"
#include "core/kernels/lanes/elements.h"
#include "core/kernels/lanes/exponential.h"

#include <cstddef>
#include <cstdint>

namespace {

using core::AttentionPage;
using core::kPageTokens;

template <class V>
constexpr int kLanes = sizeof(V) / sizeof(float);

template <class V>
constexpr int kPageVectors = kPageTokens / kLanes<V>;

// Query heads that meet a page's keys and values together: as many accumulators as registers hold.
template <class V>
constexpr int kMostHeads = 3 * kLanes<V> / 8;

// scores[h][j] = q[h] · keys[:, j] for the 32 positions of the page, columns in ascending order.
template <class V, class T, int H>
FIRESIDE_INLINE void scorePage(const float* q,
                               std::size_t headDim,
                               const typename T::Element* keys,
                               V (&scores)[H][kPageVectors<V>])
{
    V sum[H][kPageVectors<V>]; // of its own, so that it can live in registers
    for (auto& head : sum)
        for (V& lane : head)
            lane = splat<V>(0.0F);
    for (std::size_t d = 0; d < headDim; ++d) {
        V component[H];
        for (int h = 0; h < H; ++h)
            component[h] = splat<V>(q[h * headDim + d]);
        for (int v = 0; v < kPageVectors<V>; ++v) {
            const V key = T::template at<V>(keys + d * kPageTokens + kLanes<V> * v);
            for (int h = 0; h < H; ++h)
                sum[h][v] = fma(component[h], key, sum[h][v]);
        }
    }
    for (int h = 0; h < H; ++h)
        for (int v = 0; v < kPageVectors<V>; ++v)
            scores[h][v] = sum[h][v];
}

template <class V>
using LanesOf = decltype(greater(V(), V()));

// Turns one head's scores into weights e^(score - maximum), adds them to the head's sum and returns
// what the head's earlier output counts for now.
template <class V>
FIRESIDE_INLINE float weigh(const AttentionPage& page,
                            std::size_t head,
                            const LanesOf<V> (&inside)[kPageVectors<V>],
                            V (&scores)[kPageVectors<V>],
                            float* weights)
{
    const V minusInfinity = splat<V>(-__builtin_inff());
    V largest = minusInfinity;
    for (int v = 0; v < kPageVectors<V>; ++v) {
        if (page.softCap > 0)
            scores[v] = softCapped(scores[v], page.softCap);
        scores[v] = select(inside[v], scores[v], minusInfinity);
        largest = most(scores[v], largest);
    }
    const float before = page.maximum[head];
    const float pageLargest = largestLane(largest);
    const float maximum = pageLargest > before ? pageLargest : before;
    const float correction =
        maximum == before ? 1.0F : firstLane(exponential(splat<Floats>(before - maximum)));

    Floats sums = splat<Floats>(0.0F);
    for (int v = 0; v < kPageVectors<V>; ++v) {
        const V weight = keep(inside[v], exponential(scores[v] - splat<V>(maximum)));
        store(weights + kLanes<V> * v, weight);
        sums = addToEight(sums, weight);
    }
    page.maximum[head] = maximum;
    page.sum[head] = page.sum[head] * correction + sumLanes(sums);
    return correction;
}

// output[h] = output[h] * correction[h] + sum over j of weights[h][j] * values[j], for N vectors of
// dimensions from d on.
template <class V, class T, int H, int N>
FIRESIDE_INLINE void addValues(const AttentionPage& page,
                               std::size_t head,
                               std::size_t d,
                               const float (&correction)[H],
                               const float (&weights)[H][kPageTokens])
{
    const auto* values = static_cast<const typename T::Element*>(page.values) + d;
    float* output = page.output + head * page.headDim + d;
    V sum[H][N];
    for (int h = 0; h < H; ++h)
        for (int v = 0; v < N; ++v)
            sum[h][v] =
                load<V>(output + h * page.headDim + kLanes<V> * v) * splat<V>(correction[h]);
    for (std::size_t j = page.first; j < page.count; ++j) {
        V weight[H];
        for (int h = 0; h < H; ++h)
            weight[h] = splat<V>(weights[h][j]);
        for (int v = 0; v < N; ++v) {
            const V value = T::template at<V>(values + j * page.headDim + kLanes<V> * v);
            for (int h = 0; h < H; ++h)
                sum[h][v] = fma(weight[h], value, sum[h][v]);
        }
    }
    for (int h = 0; h < H; ++h)
        for (int v = 0; v < N; ++v)
            store(output + h * page.headDim + kLanes<V> * v, sum[h][v]);
}

// The heads head … head + H - 1.
template <class V, class T, int H>
FIRESIDE_INLINE void attendHeads(const AttentionPage& page,
                                 std::size_t head,
                                 const LanesOf<V> (&inside)[kPageVectors<V>])
{
    V scores[H][kPageVectors<V>];
    scorePage<V, T, H>(page.q + head * page.headDim,
                       page.headDim,
                       static_cast<const typename T::Element*>(page.keys),
                       scores);
    float correction[H];
    alignas(64) float weights[H][kPageTokens];
    for (int h = 0; h < H; ++h)
        correction[h] = weigh<V>(page, head + h, inside, scores[h], weights[h]);
    std::size_t d = 0;
    for (; d + 4 * kLanes<V> <= page.headDim; d += 4 * kLanes<V>)
        addValues<V, T, H, 4>(page, head, d, correction, weights);
    for (; d + kLanes<V> <= page.headDim; d += kLanes<V>)
        addValues<V, T, H, 1>(page, head, d, correction, weights);
    for (; d < page.headDim; d += 8) // of wider vectors
        addValues<Floats, T, H, 1>(page, head, d, correction, weights);
}

// Of so many that are left: so that the fewest steps remain, 2 + 2 rather than 3 + 1.
template <class V>
constexpr std::size_t headsTogether(std::size_t left)
{
    constexpr std::size_t most = kMostHeads<V>;
    if (left >= most && (most > 3 || left != 4))
        return most;
    return left >= 4 ? (most > 3 ? 4 : 2) : left;
}

template <class V, class T>
FIRESIDE_INLINE void attend(const AttentionPage& page)
{
    LanesOf<V> inside[kPageVectors<V>]; // lanes of positions that are attended to
    for (int v = 0; v < kPageVectors<V>; ++v)
        setBetween(inside[v],
                   static_cast<int>(page.first) - kLanes<V> * v,
                   static_cast<int>(page.count) - kLanes<V> * v);
    for (std::size_t head = 0; head < page.heads;) {
        const std::size_t together = headsTogether<V>(page.heads - head);
        if (together == 1)
            attendHeads<V, T, 1>(page, head, inside);
        else if (together == 2)
            attendHeads<V, T, 2>(page, head, inside);
        else if (together == 3)
            attendHeads<V, T, 3>(page, head, inside);
        else if constexpr (kMostHeads<V> > 3) {
            if (together == 4)
                attendHeads<V, T, 4>(page, head, inside);
            else
                attendHeads<V, T, kMostHeads<V>>(page, head, inside);
        }
        head += together;
    }
}

template <class V>
void widen(const void* halves, std::size_t n, float* floats)
{
    for (std::size_t i = 0; i < n; i += kLanes<V>)
        store(floats + i, loadHalves<V>(static_cast<const std::uint16_t*>(halves) + i));
}

template <class V>
void attendF32(const AttentionPage& page)
{
    attend<V, OfFloats>(page);
}

template <class V>
void attendF16(const AttentionPage& page)
{
    if (page.widened == nullptr || page.heads <= kMostHeads<V>)
        return attend<V, OfHalves>(page);
    const std::size_t elements = page.headDim * kPageTokens; // 8 * 32 and more
    widen<V>(page.keys, elements, page.widened);
    widen<V>(page.values, elements, page.widened + elements);
    AttentionPage wide = page;
    wide.keys = page.widened;
    wide.values = page.widened + elements;
    attend<V, OfFloats>(wide);
}

} // namespace
