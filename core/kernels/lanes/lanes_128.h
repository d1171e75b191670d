// The vocabulary of README.md for processors with vectors of 128 bits, in the compilers' own vector
// types. The file that includes it says before what only the processor's intrinsics do, on half a
// vector:
//
//   fma4(a, b, c), nearest4(v), toInts4(v), squareRoot(x), loadHalves4(p),
//   storeHalves4(p, v), lookUp16(table, codes)
#pragma once

#include "core/kernels/lanes/inline.h"
#include "core/kernels/lanes/types_128.h"

#include <cstddef>
#include <cstdint>

namespace {

struct Floats
{
    F4 low, high;
};

struct Ints
{
    I4 low, high;
};

using Lanes = Ints; // all bits of a lane, or none

struct Bytes
{
    B16 low, high;
};

template <class V>
V splat(float value);

FIRESIDE_INLINE F4 splat4(float value)
{
    return F4{value, value, value, value};
}

template <>
FIRESIDE_INLINE Floats splat<Floats>(float value)
{
    return {splat4(value), splat4(value)};
}

template <class V>
FIRESIDE_INLINE V loadAs(const void* p)
{
    V v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}

template <class V = Floats>
V load(const float* p);

template <>
FIRESIDE_INLINE Floats load<Floats>(const float* p)
{
    return {loadAs<F4>(p), loadAs<F4>(p + 4)};
}

FIRESIDE_INLINE void store(float* p, Floats v)
{
    __builtin_memcpy(p, &v.low, sizeof v.low);
    __builtin_memcpy(p + 4, &v.high, sizeof v.high);
}

FIRESIDE_INLINE Floats loadFirst(const float* p, std::size_t n)
{
    float lanes[8] = {};
    __builtin_memcpy(lanes, p, n * sizeof *p);
    return load(lanes);
}

FIRESIDE_INLINE void storeFirst(float* p, std::size_t n, Floats v)
{
    float lanes[8];
    store(lanes, v);
    __builtin_memcpy(p, lanes, n * sizeof *p);
}

template <class V = Floats>
V loadHalves(const void* p);

template <>
FIRESIDE_INLINE Floats loadHalves<Floats>(const void* p)
{
    const auto* halves = static_cast<const std::byte*>(p);
    return {loadHalves4(halves), loadHalves4(halves + 8)};
}

FIRESIDE_INLINE void storeHalves(std::uint16_t* p, Floats v)
{
    storeHalves4(p, v.low);
    storeHalves4(p + 4, v.high);
}

FIRESIDE_INLINE F4 loadBf16x4(const void* p)
{
    return reinterpret_cast<F4>(__builtin_convertvector(loadAs<U16x4>(p), U4) << 16);
}

FIRESIDE_INLINE Floats loadBf16(const void* p)
{
    const auto* brains = static_cast<const std::byte*>(p);
    return {loadBf16x4(brains), loadBf16x4(brains + 8)};
}

FIRESIDE_INLINE Floats operator+(Floats a, Floats b)
{
    return {a.low + b.low, a.high + b.high};
}

FIRESIDE_INLINE Floats operator-(Floats a, Floats b)
{
    return {a.low - b.low, a.high - b.high};
}

FIRESIDE_INLINE Floats operator*(Floats a, Floats b)
{
    return {a.low * b.low, a.high * b.high};
}

FIRESIDE_INLINE Floats operator/(Floats a, Floats b)
{
    return {a.low / b.low, a.high / b.high};
}

FIRESIDE_INLINE Floats negative(Floats v)
{
    return {-v.low, -v.high};
}

FIRESIDE_INLINE Floats fma(Floats a, Floats b, Floats c)
{
    return {fma4(a.low, b.low, c.low), fma4(a.high, b.high, c.high)};
}

FIRESIDE_INLINE Floats negativeFma(Floats a, Floats b, Floats c)
{
    return fma(negative(a), b, c);
}

FIRESIDE_INLINE F4 select4(I4 lanes, F4 a, F4 b)
{
    return lanes ? a : b;
}

FIRESIDE_INLINE Floats most(Floats a, Floats b)
{
    return {select4(a.low > b.low, a.low, b.low), select4(a.high > b.high, a.high, b.high)};
}

FIRESIDE_INLINE Floats least(Floats a, Floats b)
{
    return {select4(a.low < b.low, a.low, b.low), select4(a.high < b.high, a.high, b.high)};
}

FIRESIDE_INLINE F4 masked4(F4 v, I4 bits)
{
    return reinterpret_cast<F4>(reinterpret_cast<I4>(v) & bits);
}

FIRESIDE_INLINE Floats magnitude(Floats v)
{
    const I4 bits = I4{} + 0x7fffffff;
    return {masked4(v.low, bits), masked4(v.high, bits)};
}

FIRESIDE_INLINE Floats nearest(Floats v)
{
    return {nearest4(v.low), nearest4(v.high)};
}

FIRESIDE_INLINE Ints toInts(Floats v)
{
    return {toInts4(v.low), toInts4(v.high)};
}

FIRESIDE_INLINE Floats toFloats(Ints v)
{
    return {__builtin_convertvector(v.low, F4), __builtin_convertvector(v.high, F4)};
}

FIRESIDE_INLINE Floats asFloats(Ints bits)
{
    return {reinterpret_cast<F4>(bits.low), reinterpret_cast<F4>(bits.high)};
}

FIRESIDE_INLINE Floats twoTo(Floats n)
{
    const Ints whole = toInts(n);
    return asFloats({(whole.low + 127) << 23, (whole.high + 127) << 23});
}

FIRESIDE_INLINE Lanes greater(Floats a, Floats b)
{
    return {a.low > b.low, a.high > b.high};
}

FIRESIDE_INLINE Lanes lanesBetween(int first, int end)
{
    const I4 low = {0, 1, 2, 3}, high = low + 4;
    return {(low >= first) & (low < end), (high >= first) & (high < end)};
}

FIRESIDE_INLINE void setBetween(Lanes& lanes, int first, int end)
{
    lanes = lanesBetween(first, end);
}

FIRESIDE_INLINE Floats select(Lanes lanes, Floats a, Floats b)
{
    return {select4(lanes.low, a.low, b.low), select4(lanes.high, a.high, b.high)};
}

FIRESIDE_INLINE Floats keep(Lanes lanes, Floats a)
{
    return {masked4(a.low, lanes.low), masked4(a.high, lanes.high)};
}

FIRESIDE_INLINE float sumLanes(Floats v)
{
    const F4 a = v.low + v.high;
    return (a[0] + a[2]) + (a[1] + a[3]);
}

FIRESIDE_INLINE void storeSums(float* p, Floats a, Floats b, Floats c, Floats d)
{
    p[0] = sumLanes(a);
    p[1] = sumLanes(b);
    p[2] = sumLanes(c);
    p[3] = sumLanes(d);
}

FIRESIDE_INLINE float largestLane(Floats v)
{
    const F4 a = select4(v.low > v.high, v.low, v.high);
    const float even = a[0] > a[2] ? a[0] : a[2], odd = a[1] > a[3] ? a[1] : a[3];
    return even > odd ? even : odd;
}

FIRESIDE_INLINE float firstLane(Floats v)
{
    return v.low[0];
}

// The eight running sums of a specification, v added.
FIRESIDE_INLINE Floats addToEight(Floats sums, Floats v)
{
    return sums + v;
}

// Integers.

FIRESIDE_INLINE Ints splatInt(int value)
{
    return {I4{} + value, I4{} + value};
}

FIRESIDE_INLINE Ints widenSigned(const std::byte* eightBytes)
{
    return {__builtin_convertvector(loadAs<S8x4>(eightBytes), I4),
            __builtin_convertvector(loadAs<S8x4>(eightBytes + 4), I4)};
}

FIRESIDE_INLINE Ints widenUnsigned(const std::byte* eightBytes)
{
    return {__builtin_convertvector(loadAs<U8x4>(eightBytes), I4),
            __builtin_convertvector(loadAs<U8x4>(eightBytes + 4), I4)};
}

FIRESIDE_INLINE Ints maskedInts(Ints v, int mask)
{
    return {v.low & mask, v.high & mask};
}

template <int N>
FIRESIDE_INLINE Ints shiftedLeft(Ints v)
{
    return {v.low << N, v.high << N};
}

template <int N>
FIRESIDE_INLINE Ints shiftedRight(Ints v) // of values that are not negative
{
    return {v.low >> N, v.high >> N};
}

FIRESIDE_INLINE Ints added(Ints v, int value)
{
    return {v.low + value, v.high + value};
}

FIRESIDE_INLINE Ints sum(Ints a, Ints b)
{
    return {a.low + b.low, a.high + b.high};
}

FIRESIDE_INLINE Ints selectGreater(Ints v, int than, Ints a, Ints b)
{
    return {v.low > than ? a.low : b.low, v.high > than ? a.high : b.high};
}

// Bytes.

FIRESIDE_INLINE Bytes loadBytes(const std::byte* p)
{
    return {loadAs<B16>(p), loadAs<B16>(p + 16)};
}

FIRESIDE_INLINE void storeBytes(std::byte* p, Bytes v)
{
    __builtin_memcpy(p, &v.low, sizeof v.low);
    __builtin_memcpy(p + 16, &v.high, sizeof v.high);
}

FIRESIDE_INLINE Bytes joined(Bytes a, Bytes b)
{
    return {a.low | b.low, a.high | b.high};
}

FIRESIDE_INLINE Bytes masked(Bytes v, int mask)
{
    const B16 bits = B16{} + static_cast<std::uint8_t>(mask);
    return {v.low & bits, v.high & bits};
}

template <int N>
FIRESIDE_INLINE Bytes shifted(Bytes v)
{
    const auto shift = [](B16 bytes) {
        const U16x8 pairs = reinterpret_cast<U16x8>(bytes);
        if constexpr (N > 0)
            return reinterpret_cast<B16>(pairs >> N);
        else
            return reinterpret_cast<B16>(pairs << -N);
    };
    return {shift(v.low), shift(v.high)};
}

FIRESIDE_INLINE Bytes addedTo(Bytes v, int value)
{
    const B16 bytes = B16{} + static_cast<std::uint8_t>(value);
    return {v.low + bytes, v.high + bytes};
}

FIRESIDE_INLINE Bytes lookUp(const std::int8_t (&table)[16], int offset, Bytes codes)
{
    const B16 bytes = loadAs<B16>(table) + static_cast<std::uint8_t>(offset);
    return {lookUp16(bytes, codes.low), lookUp16(bytes, codes.high)};
}

FIRESIDE_INLINE Bytes broadcast4(const std::int8_t* q)
{
    std::int32_t bytes;
    __builtin_memcpy(&bytes, q, 4);
    const B16 four = reinterpret_cast<B16>(I4{} + bytes);
    return {four, four};
}

FIRESIDE_INLINE int storeAsBytes(std::int8_t* q, Ints low, Ints high)
{
    const I4 quarters[4] = {low.low, low.high, high.low, high.high};
    for (int i = 0; i < 4; ++i) {
        const S8x4 bytes = __builtin_convertvector(quarters[i], S8x4);
        __builtin_memcpy(q + 4 * i, &bytes, sizeof bytes);
    }
    const I4 sums = (quarters[0] + quarters[1]) + (quarters[2] + quarters[3]);
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

} // namespace
