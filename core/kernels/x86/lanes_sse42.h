// The vocabulary of lanes/README.md in SSE4.2, for processors from before AVX2: without a fused
// multiply-add and without halves.
#pragma once

#include "core/kernels/lanes/inline.h"
#include "core/kernels/lanes/types_128.h"

#include <nmmintrin.h>

#include <cstddef>
#include <cstdint>

namespace {

using D2 = double __attribute__((vector_size(16)));
using L2 = std::int64_t __attribute__((vector_size(16)));

// a * b + c of doubles that hold floats, so that rounding it once more, to a float, gives what
// rounding once would: the product is exact, and the sum is rounded to odd (Boldo & Melquiond 2008,
// "Emulation of FMA and correctly rounded sums"; the error of the sum by Knuth's TwoSum).
FIRESIDE_INLINE D2 multiplyAddToOdd(D2 a, D2 b, D2 c)
{
    const D2 product = a * b;
    const D2 sum = product + c;
    const D2 part = sum - product;
    const D2 error = (product - (sum - part)) + (c - part);
    const L2 bits = reinterpret_cast<L2>(sum);
    const L2 isInexact = (error < 0.0) | (error > 0.0); // neither where it is not a number
    const L2 isEven = (bits & 1) == 0;
    const L2 isAway = (error < 0.0) == (sum < 0.0); // the exact sum lies further from zero
    const L2 step = (isAway & 2) - 1;
    return reinterpret_cast<D2>(bits + (step & isInexact & isEven));
}

// All lanes through doubles rounded to odd.
[[gnu::noinline]] F4 fma4ToOdd(F4 a, F4 b, F4 c)
{
    const D2 low = multiplyAddToOdd(_mm_cvtps_pd(a), _mm_cvtps_pd(b), _mm_cvtps_pd(c));
    const D2 high = multiplyAddToOdd(_mm_cvtps_pd(_mm_movehl_ps(a, a)),
                                     _mm_cvtps_pd(_mm_movehl_ps(b, b)),
                                     _mm_cvtps_pd(_mm_movehl_ps(c, c)));
    return _mm_movelh_ps(_mm_cvtpd_ps(low), _mm_cvtpd_ps(high));
}

// Rounding twice, to a double and then to a float, gives what rounding once would unless the double
// lies half way between two floats: its last 29 bits tell, where the float is not subnormal.
FIRESIDE_INLINE L2 isHalfWay(D2 sum)
{
    return (reinterpret_cast<L2>(sum) & 0x1fffffff) == 0x10000000;
}

FIRESIDE_INLINE F4 fma4(F4 a, F4 b, F4 c)
{
    const D2 low = D2(_mm_cvtps_pd(a)) * _mm_cvtps_pd(b) + _mm_cvtps_pd(c);
    const D2 high = D2(_mm_cvtps_pd(_mm_movehl_ps(a, a))) * _mm_cvtps_pd(_mm_movehl_ps(b, b)) +
                    _mm_cvtps_pd(_mm_movehl_ps(c, c));
    const F4 rounded = _mm_movelh_ps(_mm_cvtpd_ps(low), _mm_cvtpd_ps(high));
    const F4 magnitude = _mm_andnot_ps(_mm_set1_ps(-0.0F), rounded);
    const __m128i rare = reinterpret_cast<__m128i>(isHalfWay(low) | isHalfWay(high) |
                                                   reinterpret_cast<L2>(magnitude <= 0x1p-126F));
    if (__builtin_expect(_mm_testz_si128(rare, rare) == 0, 0))
        return fma4ToOdd(a, b, c);
    return rounded;
}

FIRESIDE_INLINE F4 nearest4(F4 v)
{
    return _mm_round_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

FIRESIDE_INLINE I4 toInts4(F4 v)
{
    return reinterpret_cast<I4>(_mm_cvtps_epi32(v));
}

FIRESIDE_INLINE float squareRoot(float value)
{
    return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(value)));
}

// As floatFromHalf().
FIRESIDE_INLINE F4 loadHalves4(const std::byte* p)
{
    U16x4 halves;
    __builtin_memcpy(&halves, p, sizeof halves);
    const I4 bits = __builtin_convertvector(halves, I4);
    const I4 magnitude = bits & 0x7fff;
    const I4 special = (magnitude << 13) | 0x7f800000;
    const I4 normal = (magnitude << 13) + ((127 - 15) << 23);
    const I4 subnormal = reinterpret_cast<I4>(__builtin_convertvector(magnitude, F4) * 0x1p-24F);
    const I4 value = magnitude >= 0x7c00 ? special : magnitude >= 0x0400 ? normal : subnormal;
    return reinterpret_cast<F4>((bits & 0x8000) << 16 | value);
}

// As halfFromFloat().
FIRESIDE_INLINE void storeHalves4(std::uint16_t* p, F4 v)
{
    const I4 bits = reinterpret_cast<I4>(v);
    const I4 magnitude = bits & 0x7fffffff;
    const I4 notANumber = (magnitude >> 13 & 0x03ff) | 0x7e00;
    const I4 infinity = I4{} + 0x7c00;
    const I4 small = reinterpret_cast<I4>(reinterpret_cast<F4>(magnitude) + 0.5F) - 0x3f000000;
    const U4 unrounded = reinterpret_cast<U4>(magnitude); // a carry may reach the sign
    const U4 rounded = unrounded + 0x0fff + (unrounded >> 13 & 1);
    const I4 normal = reinterpret_cast<I4>((rounded - ((127 - 15) << 23)) >> 13);
    const I4 value = magnitude > 0x7f800000    ? notANumber
                     : magnitude >= 0x477ff000 ? infinity
                     : magnitude < 0x38800000  ? small
                                               : normal;
    const U16x4 halves = __builtin_convertvector((bits >> 16 & 0x8000) | value, U16x4);
    __builtin_memcpy(p, &halves, sizeof halves);
}

FIRESIDE_INLINE B16 lookUp16(B16 table, B16 codes)
{
    return reinterpret_cast<B16>(
        _mm_shuffle_epi8(reinterpret_cast<__m128i>(table), reinterpret_cast<__m128i>(codes)));
}

} // namespace

#include "core/kernels/lanes/lanes_128.h"

// What in_pairs.h multiplies with: two integers of 16 bits in each lane.
namespace {

struct Pairs
{
    __m128i low, high;
};

FIRESIDE_INLINE Pairs splatPairs(short value)
{
    return {_mm_set1_epi16(value), _mm_set1_epi16(value)};
}

FIRESIDE_INLINE __m128i twice4(I4 v)
{
    return _mm_blend_epi16(
        reinterpret_cast<__m128i>(v), _mm_slli_epi32(reinterpret_cast<__m128i>(v), 16), 0xaa);
}

FIRESIDE_INLINE Pairs twice(Ints v)
{
    return {twice4(v.low), twice4(v.high)};
}

FIRESIDE_INLINE B16 magnitudes16(B16 v)
{
    return reinterpret_cast<B16>(_mm_abs_epi8(reinterpret_cast<__m128i>(v)));
}

FIRESIDE_INLINE Bytes magnitudes(Bytes v)
{
    return {magnitudes16(v.low), magnitudes16(v.high)};
}

FIRESIDE_INLINE B16 withSignOf16(B16 v, B16 sign)
{
    return reinterpret_cast<B16>(
        _mm_sign_epi8(reinterpret_cast<__m128i>(v), reinterpret_cast<__m128i>(sign)));
}

FIRESIDE_INLINE Bytes withSignOf(Bytes v, Bytes sign)
{
    return {withSignOf16(v.low, sign.low), withSignOf16(v.high, sign.high)};
}

FIRESIDE_INLINE __m128i unsignedTimesSigned16(B16 a, B16 b)
{
    return _mm_maddubs_epi16(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b));
}

FIRESIDE_INLINE Pairs unsignedTimesSigned(Bytes a, Bytes b)
{
    return {unsignedTimesSigned16(a.low, b.low), unsignedTimesSigned16(a.high, b.high)};
}

FIRESIDE_INLINE Pairs sumPairs(Pairs a, Pairs b)
{
    return {_mm_add_epi16(a.low, b.low), _mm_add_epi16(a.high, b.high)};
}

FIRESIDE_INLINE Ints dot(Pairs a, Pairs b)
{
    return {reinterpret_cast<I4>(_mm_madd_epi16(a.low, b.low)),
            reinterpret_cast<I4>(_mm_madd_epi16(a.high, b.high))};
}

} // namespace
