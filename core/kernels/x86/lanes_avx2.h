// The vocabulary of lanes/README.md in AVX2, FMA and F16C.
#pragma once

#include "core/kernels/lanes/inline.h"

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace {

using Floats = __m256;
using Ints = __m256i;
using Lanes = __m256;
using Bytes = __m256i;

template <class V>
V splat(float value);

template <>
FIRESIDE_INLINE Floats splat<Floats>(float value)
{
    return _mm256_set1_ps(value);
}

template <class V = Floats>
V load(const float* p);

template <>
FIRESIDE_INLINE Floats load<Floats>(const float* p)
{
    return _mm256_loadu_ps(p);
}

FIRESIDE_INLINE void store(float* p, Floats v)
{
    _mm256_storeu_ps(p, v);
}

template <class V = Floats>
V loadHalves(const void* p);

template <>
FIRESIDE_INLINE Floats loadHalves<Floats>(const void* p)
{
    return _mm256_cvtph_ps(_mm_loadu_si128(static_cast<const __m128i*>(p)));
}

FIRESIDE_INLINE Floats loadBf16(const void* p)
{
    const __m128i bits = _mm_loadu_si128(static_cast<const __m128i*>(p));
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(bits), 16));
}

FIRESIDE_INLINE void storeHalves(std::uint16_t* p, Floats v)
{
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm256_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT));
}

FIRESIDE_INLINE Floats fma(Floats a, Floats b, Floats c)
{
    return _mm256_fmadd_ps(a, b, c);
}

FIRESIDE_INLINE Floats negativeFma(Floats a, Floats b, Floats c)
{
    return _mm256_fnmadd_ps(a, b, c);
}

FIRESIDE_INLINE Floats most(Floats a, Floats b)
{
    return _mm256_max_ps(a, b);
}

FIRESIDE_INLINE Floats least(Floats a, Floats b)
{
    return _mm256_min_ps(a, b);
}

FIRESIDE_INLINE Floats magnitude(Floats v)
{
    return _mm256_andnot_ps(_mm256_set1_ps(-0.0F), v);
}

FIRESIDE_INLINE Floats negative(Floats v)
{
    return _mm256_xor_ps(v, _mm256_set1_ps(-0.0F));
}

FIRESIDE_INLINE Floats nearest(Floats v)
{
    return _mm256_round_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

FIRESIDE_INLINE Ints toInts(Floats v)
{
    return _mm256_cvtps_epi32(v);
}

FIRESIDE_INLINE Floats toFloats(Ints v)
{
    return _mm256_cvtepi32_ps(v);
}

FIRESIDE_INLINE Floats asFloats(Ints bits)
{
    return _mm256_castsi256_ps(bits);
}

FIRESIDE_INLINE Floats twoTo(Floats n)
{
    const __m256i exponent = _mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127));
    return _mm256_castsi256_ps(_mm256_slli_epi32(exponent, 23));
}

FIRESIDE_INLINE Lanes greater(Floats a, Floats b)
{
    return _mm256_cmp_ps(a, b, _CMP_GT_OQ);
}

FIRESIDE_INLINE Lanes lanesBetween(int first, int end)
{
    const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_castsi256_ps(
        _mm256_and_si256(_mm256_cmpgt_epi32(lane, _mm256_set1_epi32(first - 1)),
                         _mm256_cmpgt_epi32(_mm256_set1_epi32(end), lane)));
}

FIRESIDE_INLINE void setBetween(Lanes& lanes, int first, int end)
{
    lanes = lanesBetween(first, end);
}

FIRESIDE_INLINE Floats loadFirst(const float* p, std::size_t n)
{
    return _mm256_maskload_ps(p, _mm256_castps_si256(lanesBetween(0, static_cast<int>(n))));
}

FIRESIDE_INLINE void storeFirst(float* p, std::size_t n, Floats v)
{
    _mm256_maskstore_ps(p, _mm256_castps_si256(lanesBetween(0, static_cast<int>(n))), v);
}

FIRESIDE_INLINE Floats select(Lanes lanes, Floats a, Floats b)
{
    return _mm256_blendv_ps(b, a, lanes);
}

FIRESIDE_INLINE Floats keep(Lanes lanes, Floats a)
{
    return _mm256_and_ps(a, lanes);
}

FIRESIDE_INLINE float sumLanes(Floats v)
{
    const __m128 a = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    const __m128 b = _mm_add_ps(a, _mm_movehl_ps(a, a));
    return _mm_cvtss_f32(_mm_add_ss(b, _mm_movehdup_ps(b)));
}

// sumLanes() of each, all in one tree.
FIRESIDE_INLINE void storeSums(float* p, Floats a, Floats b, Floats c, Floats d)
{
    const auto halves = [](Floats v) {
        return _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    };
    // Lanes 0 + 2 of both, then lanes 1 + 3.
    const auto quarters = [](__m128 u, __m128 v) {
        return _mm_add_ps(_mm_unpacklo_ps(u, v), _mm_unpackhi_ps(u, v));
    };
    const __m128 ab = quarters(halves(a), halves(b));
    const __m128 cd = quarters(halves(c), halves(d));
    _mm_storeu_ps(p, _mm_add_ps(_mm_movelh_ps(ab, cd), _mm_movehl_ps(cd, ab)));
}

FIRESIDE_INLINE float largestLane(Floats v)
{
    __m128 a = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    a = _mm_max_ps(a, _mm_movehl_ps(a, a));
    return _mm_cvtss_f32(_mm_max_ss(a, _mm_movehdup_ps(a)));
}

FIRESIDE_INLINE float firstLane(Floats v)
{
    return _mm256_cvtss_f32(v);
}

FIRESIDE_INLINE float squareRoot(float value)
{
    return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(value)));
}

// The eight running sums of a specification, v added.
FIRESIDE_INLINE Floats addToEight(Floats sums, Floats v)
{
    return sums + v;
}

// Integers.

FIRESIDE_INLINE Ints splatInt(int value)
{
    return _mm256_set1_epi32(value);
}

FIRESIDE_INLINE Ints widenSigned(const void* eightBytes)
{
    return _mm256_cvtepi8_epi32(_mm_loadl_epi64(static_cast<const __m128i*>(eightBytes)));
}

FIRESIDE_INLINE Ints widenUnsigned(const void* eightBytes)
{
    return _mm256_cvtepu8_epi32(_mm_loadl_epi64(static_cast<const __m128i*>(eightBytes)));
}

FIRESIDE_INLINE Ints maskedInts(Ints v, int mask)
{
    return _mm256_and_si256(v, _mm256_set1_epi32(mask));
}

template <int N>
FIRESIDE_INLINE Ints shiftedLeft(Ints v)
{
    return _mm256_slli_epi32(v, N);
}

template <int N>
FIRESIDE_INLINE Ints shiftedRight(Ints v) // fills up with zeros
{
    return _mm256_srli_epi32(v, N);
}

FIRESIDE_INLINE Ints added(Ints v, int value)
{
    return _mm256_add_epi32(v, _mm256_set1_epi32(value));
}

FIRESIDE_INLINE Ints selectGreater(Ints v, int than, Ints a, Ints b)
{
    return _mm256_blendv_epi8(b, a, _mm256_cmpgt_epi32(v, _mm256_set1_epi32(than)));
}

// Bytes.

FIRESIDE_INLINE Bytes loadBytes(const std::byte* p)
{
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}

FIRESIDE_INLINE void storeBytes(std::byte* p, Bytes v)
{
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v);
}

FIRESIDE_INLINE Bytes joined(Bytes a, Bytes b)
{
    return _mm256_or_si256(a, b);
}

FIRESIDE_INLINE Bytes masked(Bytes v, int mask)
{
    return _mm256_and_si256(v, _mm256_set1_epi8(static_cast<char>(mask)));
}

template <int N>
FIRESIDE_INLINE Bytes shifted(Bytes v)
{
    if constexpr (N > 0)
        return _mm256_srli_epi16(v, N);
    else
        return _mm256_slli_epi16(v, -N);
}

FIRESIDE_INLINE Bytes addedTo(Bytes v, int value)
{
    return _mm256_add_epi8(v, _mm256_set1_epi8(static_cast<char>(value)));
}

FIRESIDE_INLINE Bytes lookUp(const std::int8_t (&table)[16], int offset, Bytes codes)
{
    const __m128i bytes = _mm_add_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table)),
                                       _mm_set1_epi8(static_cast<char>(offset)));
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(bytes), codes);
}

// The same four bytes for every lane.
FIRESIDE_INLINE Bytes broadcast4(const std::int8_t* q)
{
    std::int32_t bytes;
    __builtin_memcpy(&bytes, q, 4);
    return _mm256_set1_epi32(bytes);
}

FIRESIDE_INLINE int storeAsBytes(std::int8_t* q, Ints low, Ints high)
{
    // The pack works within 128-bit halves; the permutation puts the groups of four back in order.
    const __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xd8);
    _mm_storeu_si128(
        reinterpret_cast<__m128i*>(q),
        _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1)));
    const __m256i pairs = _mm256_madd_epi16(words, _mm256_set1_epi16(1));
    __m128i s = _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1));
    return _mm_cvtsi128_si32(s);
}

// What in_pairs.h multiplies with: two integers of 16 bits in each lane.

using Pairs = __m256i;

FIRESIDE_INLINE Pairs splatPairs(short value)
{
    return _mm256_set1_epi16(value);
}

FIRESIDE_INLINE Pairs twice(Ints v)
{
    return _mm256_blend_epi16(v, _mm256_slli_epi32(v, 16), 0xaa);
}

FIRESIDE_INLINE Bytes magnitudes(Bytes v)
{
    return _mm256_abs_epi8(v);
}

FIRESIDE_INLINE Bytes withSignOf(Bytes v, Bytes sign)
{
    return _mm256_sign_epi8(v, sign);
}

FIRESIDE_INLINE Pairs unsignedTimesSigned(Bytes a, Bytes b)
{
    return _mm256_maddubs_epi16(a, b);
}

FIRESIDE_INLINE Pairs sumPairs(Pairs a, Pairs b)
{
    return _mm256_add_epi16(a, b);
}

FIRESIDE_INLINE Ints dot(Pairs a, Pairs b)
{
    return _mm256_madd_epi16(a, b);
}

FIRESIDE_INLINE Ints sum(Ints a, Ints b)
{
    return _mm256_add_epi32(a, b);
}

} // namespace
