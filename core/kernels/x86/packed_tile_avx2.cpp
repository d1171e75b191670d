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

// Sum over the 16 columns of w[0 … 3], one row per lane. Values up to 15: four products of pairs fit 16 bits.
FIRESIDE_INLINE __m256i dotNibbles(const __m256i* w, const std::int8_t* q)
{
    const __m256i first =
        _mm256_add_epi16(_mm256_maddubs_epi16(w[0], broadcast4(q)), _mm256_maddubs_epi16(w[1], broadcast4(q + 4)));
    const __m256i second =
        _mm256_add_epi16(_mm256_maddubs_epi16(w[2], broadcast4(q + 8)), _mm256_maddubs_epi16(w[3], broadcast4(q + 12)));
    return _mm256_madd_epi16(_mm256_add_epi16(first, second), _mm256_set1_epi16(1));
}

// sum + d * d_x * integer, one row per lane.
FIRESIDE_INLINE __m256 join(__m256 sum, __m256 d, float dx, __m256i integer)
{
    return _mm256_fmadd_ps(_mm256_mul_ps(d, _mm256_set1_ps(dx)), _mm256_cvtepi32_ps(integer), sum);
}

// A block of weights spans 32 columns and two blocks of activations: h = 2 b and 2 b + 1.
constexpr std::size_t kWeightBlock = 32;

struct Q4_0
{
    template <int N>
    static void run(const std::byte* strip, const ActivationView& x, float* y, std::size_t yStride)
    {
        const std::size_t halves = x.cols / kActivationBlock;
        __m256 sum[N];
        for (int t = 0; t < N; ++t)
            sum[t] = _mm256_setzero_ps();
        for (std::size_t b = 0; b < x.cols / kWeightBlock; ++b, strip += 144) {
            __m256i w[8];
            unpackNibbles(strip + 16, w);
            const __m256 d = loadHalves(strip);
            for (int t = 0; t < N; ++t) {
                const std::int8_t* q = x.q + t * x.cols + b * kWeightBlock;
                const std::size_t h = t * halves + 2 * b;
                const __m256i low = _mm256_sub_epi32(dotNibbles(w, q), _mm256_set1_epi32(8 * x.sums[h]));
                const __m256i high = _mm256_sub_epi32(dotNibbles(w + 4, q + 16), _mm256_set1_epi32(8 * x.sums[h + 1]));
                sum[t] = join(sum[t], d, x.scale[h], low);
                sum[t] = join(sum[t], d, x.scale[h + 1], high);
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
        const std::size_t halves = x.cols / kActivationBlock;
        __m256 sum[N];
        for (int t = 0; t < N; ++t)
            sum[t] = _mm256_setzero_ps();
        for (std::size_t b = 0; b < x.cols / kWeightBlock; ++b, strip += 160) {
            __m256i w[8];
            unpackNibbles(strip + 32, w);
            const __m256 d = loadHalves(strip);
            const __m256 minimum = loadHalves(strip + 16);
            for (int t = 0; t < N; ++t) {
                const std::int8_t* q = x.q + t * x.cols + b * kWeightBlock;
                const std::size_t h = t * halves + 2 * b;
                sum[t] = join(sum[t], d, x.scale[h], dotNibbles(w, q));
                sum[t] = join(sum[t], d, x.scale[h + 1], dotNibbles(w + 4, q + 16));
                const float total = x.scale[h] * static_cast<float>(x.sums[h])
                    + x.scale[h + 1] * static_cast<float>(x.sums[h + 1]);
                sum[t] = _mm256_fmadd_ps(minimum, _mm256_set1_ps(total), sum[t]);
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
        const std::size_t halves = x.cols / kActivationBlock;
        const __m256i ones = _mm256_set1_epi16(1);
        __m256 sum[N];
        for (int t = 0; t < N; ++t)
            sum[t] = _mm256_setzero_ps();
        for (std::size_t b = 0; b < x.cols / kWeightBlock; ++b, strip += 272) {
            const __m256 d = loadHalves(strip);
            for (std::size_t half = 0; half < 2; ++half) {
                __m256i dot[N];
                for (int t = 0; t < N; ++t)
                    dot[t] = _mm256_setzero_si256();
                for (std::size_t g = 4 * half; g < 4 * half + 4; ++g) {
                    // maddubs wants one side unsigned: |w| times x with w's sign; 2 * 128 * 127 fits 16 bits.
                    const __m256i w = _mm256_loadu_si256(vectors(strip + 16) + g);
                    const __m256i magnitude = _mm256_abs_epi8(w);
                    for (int t = 0; t < N; ++t) {
                        const __m256i signedX =
                            _mm256_sign_epi8(broadcast4(x.q + t * x.cols + b * kWeightBlock + 4 * g), w);
                        const __m256i pairs = _mm256_maddubs_epi16(magnitude, signedX);
                        dot[t] = _mm256_add_epi32(dot[t], _mm256_madd_epi16(pairs, ones));
                    }
                }
                for (int t = 0; t < N; ++t)
                    sum[t] = join(sum[t], d, x.scale[t * halves + 2 * b + half], dot[t]);
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
        for (int v = 0; v < 2; ++v) {
            const __m256i bits = _mm256_loadu_si256(vectors(quants + 128) + v);
            const __m256i upper[4] = {_mm256_slli_epi16(bits, 4),
                                      _mm256_slli_epi16(bits, 2),
                                      bits,
                                      _mm256_srli_epi16(bits, 2)};
            for (int i = 0; i < 4; ++i)
                w[v * 4 + i] = _mm256_or_si256(w[v * 4 + i], _mm256_and_si256(upper[i], mask));
        }
    }

    template <int N>
    static void run(const std::byte* strip, const ActivationView& x, float* y, std::size_t yStride)
    {
        const std::size_t halves = x.cols / kActivationBlock;
        __m256 sum[N];
        for (int t = 0; t < N; ++t)
            sum[t] = _mm256_setzero_ps();
        const std::byte* super = strip;
        for (std::size_t b0 = 0; b0 < x.cols / kWeightBlock; b0 += 8, super += kHeader + 8 * kBlock) {
            const __m256 d = loadHalves(super);
            for (std::size_t i = 0; i < 8; ++i) {
                __m256i w[8];
                unpack(super + kHeader + i * kBlock, w);
                const __m256i scale0 = scalePairs(super + 16 + i * 16);
                const __m256i scale1 = scalePairs(super + 16 + i * 16 + 8);
                for (int t = 0; t < N; ++t) {
                    const std::int8_t* q = x.q + t * x.cols + (b0 + i) * kWeightBlock;
                    const std::size_t h = t * halves + 2 * (b0 + i);
                    sum[t] = join(sum[t], d, x.scale[h], dotHalf(w, scale0, q, x.sums[h]));
                    sum[t] = join(sum[t], d, x.scale[h + 1], dotHalf(w + 4, scale1, q + 16, x.sums[h + 1]));
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
