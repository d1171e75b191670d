// Norms and activations, eight lanes at a time.
#pragma once

#include "core/kernels/lanes/elements.h"
#include "core/kernels/lanes/exponential.h"

#include <cstddef>
#include <cstdint>

namespace {

void rmsNorm(const float* x, const float* weight, std::size_t n, float epsilon, float* y)
{
    Floats squares = splat<Floats>(0.0F);
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        const Floats v = load(x + i);
        squares = fma(v, v, squares);
    }
    const std::size_t rest = n - i;
    if (rest != 0) {
        const Floats v = loadFirst(x + i, rest);
        squares = fma(v, v, squares);
    }
    const float mean = sumLanes(squares) / static_cast<float>(n) + epsilon;
    const Floats scale = splat<Floats>(1.0F / squareRoot(mean));
    for (i = 0; i + 8 <= n; i += 8)
        store(y + i, load(x + i) * scale * load(weight + i));
    if (rest != 0)
        storeFirst(y + i, rest, loadFirst(x + i, rest) * scale * loadFirst(weight + i, rest));
}

// gate = f(gate, up).
template <class F>
FIRESIDE_INLINE void combine(float* gate, const float* up, std::size_t n, const F& f)
{
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8)
        store(gate + i, f(load(gate + i), load(up + i)));
    if (const std::size_t rest = n - i; rest != 0)
        storeFirst(gate + i, rest, f(loadFirst(gate + i, rest), loadFirst(up + i, rest)));
}

void siluMultiply(float* gate, const float* up, std::size_t n)
{
    combine(gate, up, n, [](Floats g, Floats u) {
        return g / (splat<Floats>(1.0F) + exponential(negative(g))) * u;
    });
}

void geluTanhMultiply(float* gate, const float* up, std::size_t n)
{
    combine(gate, up, n, [](Floats x, Floats u) {
        const Floats inner =
            fma(x * x * x, splat<Floats>(0.044715F), x) * splat<Floats>(0.797884561F);
        return splat<Floats>(0.5F) * x * (splat<Floats>(1.0F) + hyperbolicTangent(inner)) * u;
    });
}

void clampedSiluMultiply(float* gate, const float* up, std::size_t n)
{
    combine(gate, up, n, [](Floats gates, Floats ups) {
        const Floats limit = splat<Floats>(7.0F), one = splat<Floats>(1.0F);
        const Floats g = least(gates, limit);
        const Floats u = least(most(ups, splat<Floats>(-7.0F)), limit);
        return g / (one + exponential(splat<Floats>(-1.702F) * g)) * (u + one);
    });
}

void softCap(float* x, std::size_t n, float cap)
{
    combine(x, x, n, [cap](Floats value, Floats) { return softCapped(value, cap); });
}

void narrow(const float* x, std::size_t n, std::uint16_t* halves)
{
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8)
        storeHalves(halves + i, load(x + i));
    if (const std::size_t rest = n - i; rest != 0) {
        std::uint16_t last[8];
        storeHalves(last, loadFirst(x + i, rest));
        __builtin_memcpy(halves + i, last, rest * sizeof *halves);
    }
}

// Weights come from memory, and the processor's own prefetching stops at the end of every page.
template <class T>
void interleave(const typename T::Element* x, std::size_t n, float* out, std::size_t step)
{
    constexpr std::size_t kAhead = 2048 / sizeof *x;
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8, out += step) {
        __builtin_prefetch(x + i + kAhead, 0, 3);
        store(out, T::at(x + i));
    }
    if (const std::size_t rest = n - i; rest != 0) { // filled up with zeros
        typename T::Element last[8] = {};
        __builtin_memcpy(last, x + i, rest * sizeof *x);
        store(out, T::at(last));
    }
}

} // namespace
