// The integer matrix products with AVX2: one lane is one weight row, activations are broadcast four bytes at a time.
// A block's quants are unpacked into registers once and meet up to four rows of activations.
#include "core/kernels/x86/avx2.h"
#include "core/kernels/x86/vec_avx2.h"

namespace core::avx2 {

namespace {

FIRESIDE_INLINE const __m256i* vectors(const std::byte* p)
{
    return reinterpret_cast<const __m256i*>(p);
}

FIRESIDE_INLINE __m256i broadcast4(const std::int8_t* q)
{
    std::int32_t bytes;
    __builtin_memcpy(&bytes, q, 4);
    return _mm256_set1_epi32(bytes);
}

// The 32 unsigned columns of a nibble block: w[g] holds, per row, elements 4g … 4g + 3.
FIRESIDE_INLINE void unpackNibbles(const std::byte* quants, __m256i (&w)[8])
{
    const __m256i low = _mm256_set1_epi8(15);
    for (int v = 0; v < 4; ++v) {
        const __m256i pair = _mm256_loadu_si256(vectors(quants) + v);
        w[v] = _mm256_and_si256(pair, low);
        w[v + 4] = _mm256_and_si256(_mm256_srli_epi16(pair, 4), low);
    }
}

// Sum over 32 columns, one row per lane. Values up to 15: eight products of pairs fit 16 bits (8 * 2 * 15 * 127).
FIRESIDE_INLINE __m256i dotNibbles(const __m256i (&w)[8], const std::int8_t* q)
{
    __m256i sum = _mm256_maddubs_epi16(w[0], broadcast4(q));
    for (int g = 1; g < 8; ++g)
        sum = _mm256_add_epi16(sum, _mm256_maddubs_epi16(w[g], broadcast4(q + 4 * g)));
    return _mm256_madd_epi16(sum, _mm256_set1_epi16(1));
}

FIRESIDE_INLINE float blockSum(const ActivationView& x, std::size_t t, std::size_t b)
{
    const std::int16_t* sums = x.sums + t * (x.cols / 16) + b * 2;
    return static_cast<float>(sums[0] + sums[1]);
}

struct Q4_0
{
    template <int N>
    static void run(const std::byte* strip, const ActivationView& x, float* y, std::size_t yStride)
    {
        const std::size_t blocks = x.cols / kActivationBlock;
        __m256 sum[N];
        for (int t = 0; t < N; ++t)
            sum[t] = _mm256_setzero_ps();
        for (std::size_t b = 0; b < blocks; ++b, strip += 144) {
            __m256i w[8];
            unpackNibbles(strip + 16, w);
            const __m256 d = loadHalves(strip);
            for (int t = 0; t < N; ++t) {
                const std::int16_t* sums = x.sums + t * (x.cols / 16) + b * 2;
                const __m256i offset = _mm256_set1_epi32(8 * (sums[0] + sums[1]));
                const __m256i dot =
                    _mm256_sub_epi32(dotNibbles(w, x.q + t * x.cols + b * kActivationBlock), offset);
                const __m256 scale = _mm256_mul_ps(d, _mm256_set1_ps(x.scale[t * blocks + b]));
                sum[t] = _mm256_fmadd_ps(scale, _mm256_cvtepi32_ps(dot), sum[t]);
            }
        }
        for (int t = 0; t < N; ++t)
            _mm256_storeu_ps(y + t * yStride, sum[t]);
    }
};

struct Q4_1
{
    template <int N>
    static void run(const std::byte* strip, const ActivationView& x, float* y, std::size_t yStride)
    {
        const std::size_t blocks = x.cols / kActivationBlock;
        __m256 sum[N];
        for (int t = 0; t < N; ++t)
            sum[t] = _mm256_setzero_ps();
        for (std::size_t b = 0; b < blocks; ++b, strip += 160) {
            __m256i w[8];
            unpackNibbles(strip + 32, w);
            const __m256 d = loadHalves(strip);
            const __m256 minimum = loadHalves(strip + 16);
            for (int t = 0; t < N; ++t) {
                const __m256i dot = dotNibbles(w, x.q + t * x.cols + b * kActivationBlock);
                const float dx = x.scale[t * blocks + b];
                const __m256 scale = _mm256_mul_ps(d, _mm256_set1_ps(dx));
                sum[t] = _mm256_fmadd_ps(scale, _mm256_cvtepi32_ps(dot), sum[t]);
                sum[t] = _mm256_fmadd_ps(minimum, _mm256_set1_ps(dx * blockSum(x, t, b)), sum[t]);
            }
        }
        for (int t = 0; t < N; ++t)
            _mm256_storeu_ps(y + t * yStride, sum[t]);
    }
};

struct Q8_0
{
    template <int N>
    static void run(const std::byte* strip, const ActivationView& x, float* y, std::size_t yStride)
    {
        const std::size_t blocks = x.cols / kActivationBlock;
        const __m256i ones = _mm256_set1_epi16(1);
        __m256 sum[N];
        for (int t = 0; t < N; ++t)
            sum[t] = _mm256_setzero_ps();
        for (std::size_t b = 0; b < blocks; ++b, strip += 272) {
            const __m256 d = loadHalves(strip);
            __m256i dot[N];
            for (int t = 0; t < N; ++t)
                dot[t] = _mm256_setzero_si256();
            for (int g = 0; g < 8; ++g) {
                // maddubs wants one side unsigned: |w| times x with w's sign; 2 * 128 * 127 fits 16 bits.
                const __m256i w = _mm256_loadu_si256(vectors(strip + 16) + g);
                const __m256i magnitude = _mm256_abs_epi8(w);
                for (int t = 0; t < N; ++t) {
                    const __m256i signedX =
                        _mm256_sign_epi8(broadcast4(x.q + t * x.cols + b * kActivationBlock + 4 * g), w);
                    const __m256i pairs = _mm256_maddubs_epi16(magnitude, signedX);
                    dot[t] = _mm256_add_epi32(dot[t], _mm256_madd_epi16(pairs, ones));
                }
            }
            for (int t = 0; t < N; ++t) {
                const __m256 scale = _mm256_mul_ps(d, _mm256_set1_ps(x.scale[t * blocks + b]));
                sum[t] = _mm256_fmadd_ps(scale, _mm256_cvtepi32_ps(dot[t]), sum[t]);
            }
        }
        for (int t = 0; t < N; ++t)
            _mm256_storeu_ps(y + t * yStride, sum[t]);
    }
};

struct Q6_K
{
    static constexpr std::size_t kHeader = 16 + 128;
    static constexpr std::size_t kBlock = 128 + 64;

    // The scale of each row as a pair of 16-bit factors, so that one madd multiplies both halves of a lane.
    FIRESIDE_INLINE static __m256i scalePairs(const std::byte* scales)
    {
        const __m256i wide =
            _mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(scales)));
        return _mm256_blend_epi16(wide, _mm256_slli_epi32(wide, 16), 0xaa);
    }

    // 16 columns with unsigned values up to 63: two products of pairs fit 16 bits (2 * 2 * 63 * 127), four do not.
    FIRESIDE_INLINE static __m256i dotHalf(const __m256i* w, __m256i scale, const std::int8_t* q, int xSum)
    {
        const __m256i first = _mm256_add_epi16(_mm256_maddubs_epi16(w[0], broadcast4(q)),
                                               _mm256_maddubs_epi16(w[1], broadcast4(q + 4)));
        const __m256i second = _mm256_add_epi16(_mm256_maddubs_epi16(w[2], broadcast4(q + 8)),
                                                _mm256_maddubs_epi16(w[3], broadcast4(q + 12)));
        // The values are stored with 32 added: take scale * 32 * (sum of x) off again.
        const __m256i offset = _mm256_madd_epi16(scale, _mm256_set1_epi32(xSum & 0xffff));
        return _mm256_sub_epi32(
            _mm256_add_epi32(_mm256_madd_epi16(first, scale), _mm256_madd_epi16(second, scale)),
            _mm256_slli_epi32(offset, 5));
    }

    FIRESIDE_INLINE static void unpack(const std::byte* quants, __m256i (&w)[8])
    {
        unpackNibbles(quants, w);
        const __m256i mask = _mm256_set1_epi8(0x30);
        for (int h = 0; h < 2; ++h) {
            const __m256i bits = _mm256_loadu_si256(vectors(quants + 128) + h);
            const __m256i upper[4] = {_mm256_slli_epi16(bits, 4),
                                      _mm256_slli_epi16(bits, 2),
                                      bits,
                                      _mm256_srli_epi16(bits, 2)};
            for (int i = 0; i < 4; ++i)
                w[h * 4 + i] = _mm256_or_si256(w[h * 4 + i], _mm256_and_si256(upper[i], mask));
        }
    }

    template <int N>
    static void run(const std::byte* strip, const ActivationView& x, float* y, std::size_t yStride)
    {
        const std::size_t blocks = x.cols / kActivationBlock;
        __m256 sum[N];
        for (int t = 0; t < N; ++t)
            sum[t] = _mm256_setzero_ps();
        const std::byte* super = strip;
        for (std::size_t b0 = 0; b0 < blocks; b0 += 8, super += kHeader + 8 * kBlock) {
            const __m256 d = loadHalves(super);
            for (std::size_t i = 0; i < 8; ++i) {
                __m256i w[8];
                unpack(super + kHeader + i * kBlock, w);
                const __m256i scale0 = scalePairs(super + 16 + i * 16);
                const __m256i scale1 = scalePairs(super + 16 + i * 16 + 8);
                const std::size_t b = b0 + i;
                for (int t = 0; t < N; ++t) {
                    const std::int8_t* q = x.q + t * x.cols + b * kActivationBlock;
                    const std::int16_t* sums = x.sums + t * (x.cols / 16) + b * 2;
                    const __m256i dot = _mm256_add_epi32(dotHalf(w, scale0, q, sums[0]),
                                                         dotHalf(w + 4, scale1, q + 16, sums[1]));
                    const __m256 scale = _mm256_mul_ps(d, _mm256_set1_ps(x.scale[t * blocks + b]));
                    sum[t] = _mm256_fmadd_ps(scale, _mm256_cvtepi32_ps(dot), sum[t]);
                }
            }
        }
        for (int t = 0; t < N; ++t)
            _mm256_storeu_ps(y + t * yStride, sum[t]);
    }
};

template <class Format>
void tile(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride)
{
    switch (tokens) {
    case 1:
        return Format::template run<1>(strip, x, y, yStride);
    case 2:
        return Format::template run<2>(strip, x, y, yStride);
    case 3:
        return Format::template run<3>(strip, x, y, yStride);
    default:
        return Format::template run<4>(strip, x, y, yStride);
    }
}

} // namespace

void tileQ4_0(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride)
{
    tile<Q4_0>(strip, x, tokens, y, yStride);
}

void tileQ4_1(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride)
{
    tile<Q4_1>(strip, x, tokens, y, yStride);
}

void tileQ8_0(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride)
{
    tile<Q8_0>(strip, x, tokens, y, yStride);
}

void tileQ6_K(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride)
{
    tile<Q6_K>(strip, x, tokens, y, yStride);
}

} // namespace core::avx2
