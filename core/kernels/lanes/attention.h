// Attention over a page, eight positions or dimensions in a vector.
#pragma once

#include "core/kernels/kernel_table.h"
#include "core/kernels/lanes/elements.h"
#include "core/kernels/lanes/exponential.h"

#include <cstddef>
#include <cstdint>

namespace {

using core::AttentionPage;
using core::kPageTokens;

constexpr int kVectors = kPageTokens / 8;

// Query heads that meet a page's keys and values together: as many accumulators as registers hold.
constexpr int kMostHeads = 3;

// scores[h][j] = q[h] · keys[:, j] for the 32 positions of the page, columns in ascending order.
template <class T, int H>
FIRESIDE_INLINE void scorePage(const float* q,
                               std::size_t headDim,
                               const typename T::Element* keys,
                               Floats (&scores)[H][kVectors])
{
    Floats sum[H][kVectors]; // of its own, so that it can live in registers
    for (auto& head : sum)
        for (Floats& lane : head)
            lane = splat<Floats>(0.0F);
    for (std::size_t d = 0; d < headDim; ++d) {
        Floats component[H];
        for (int h = 0; h < H; ++h)
            component[h] = splat<Floats>(q[h * headDim + d]);
        for (int v = 0; v < kVectors; ++v) {
            const Floats key = T::at(keys + d * kPageTokens + 8 * v);
            for (int h = 0; h < H; ++h)
                sum[h][v] = fma(component[h], key, sum[h][v]);
        }
    }
    for (int h = 0; h < H; ++h)
        for (int v = 0; v < kVectors; ++v)
            scores[h][v] = sum[h][v];
}

// Turns one head's scores into weights e^(score - maximum), adds them to the head's sum and returns
// what the head's earlier output counts for now.
FIRESIDE_INLINE float weigh(const AttentionPage& page,
                            std::size_t head,
                            const Lanes (&inside)[kVectors],
                            Floats (&scores)[kVectors],
                            float* weights)
{
    const Floats minusInfinity = splat<Floats>(-__builtin_inff());
    Floats largest = minusInfinity;
    for (int v = 0; v < kVectors; ++v) {
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

    Floats lanes = splat<Floats>(0.0F);
    for (int v = 0; v < kVectors; ++v) {
        const Floats weight = keep(inside[v], exponential(scores[v] - splat<Floats>(maximum)));
        store(weights + 8 * v, weight);
        lanes = lanes + weight;
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
    Floats sum[H][V];
    for (int h = 0; h < H; ++h)
        for (int v = 0; v < V; ++v)
            sum[h][v] = load(output + h * page.headDim + 8 * v) * splat<Floats>(correction[h]);
    for (std::size_t j = page.first; j < page.count; ++j) {
        Floats weight[H];
        for (int h = 0; h < H; ++h)
            weight[h] = splat<Floats>(weights[h][j]);
        for (int v = 0; v < V; ++v) {
            const Floats value = T::at(values + j * page.headDim + 8 * v);
            for (int h = 0; h < H; ++h)
                sum[h][v] = fma(weight[h], value, sum[h][v]);
        }
    }
    for (int h = 0; h < H; ++h)
        for (int v = 0; v < V; ++v)
            store(output + h * page.headDim + 8 * v, sum[h][v]);
}

// The heads head … head + H - 1.
template <class T, int H>
FIRESIDE_INLINE void
attendHeads(const AttentionPage& page, std::size_t head, const Lanes (&inside)[kVectors])
{
    Floats scores[H][kVectors];
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
    Lanes inside[kVectors]; // lanes of positions that are attended to
    for (int v = 0; v < kVectors; ++v)
        inside[v] = lanesBetween(static_cast<int>(page.first) - 8 * v,
                                 static_cast<int>(page.count) - 8 * v);
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
        store(floats + i, loadHalves(halves + i));
}

void attendF32(const AttentionPage& page)
{
    attend<OfFloats>(page);
}

void attendF16(const AttentionPage& page)
{
    if (page.widened == nullptr || page.heads <= kMostHeads)
        return attend<OfHalves>(page);
    const std::size_t elements = page.headDim * kPageTokens;
    widen(static_cast<const std::uint16_t*>(page.keys), elements, page.widened);
    widen(static_cast<const std::uint16_t*>(page.values), elements, page.widened + elements);
    AttentionPage wide = page;
    wide.keys = page.widened;
    wide.values = page.widened + elements;
    attend<OfFloats>(wide);
}

} // namespace
