#include "core/kernels/x86/avx2.h"
#include "core/kernels/x86/packed_tile_256.h"

namespace core::avx2 {

namespace {

// Multiplies bytes into sums of 16 bits, and those by the scales into sums of 32.
struct InPairs
{
    static constexpr int kSignedOffset = 0;

    using Scale = __m256i; // twice in each lane, as 16 bits

    template <PackedLayout L>
    FIRESIDE_INLINE static Scale scale(const std::byte* group, std::size_t h)
    {
        if constexpr (L.scaleColumns == 0)
            return _mm256_set1_epi16(1);
        else {
            const __m256i scale = scales<L>(group, h);
            return _mm256_blend_epi16(scale, _mm256_slli_epi32(scale, 16), 0xaa);
        }
    }

    // Products of bytes, added in pairs. Signed values: |w| times x with w's sign, since maddubs
    // wants one side unsigned; 2 * 128 * 127 fits 16 bits.
    template <PackedLayout L>
    FIRESIDE_INLINE static __m256i pairs(__m256i w, const std::int8_t* q)
    {
        const __m256i x = broadcast4(q);
        if constexpr (L.isSigned())
            return _mm256_maddubs_epi16(_mm256_abs_epi8(w), _mm256_sign_epi8(x, w));
        else
            return _mm256_maddubs_epi16(w, x);
    }

    // As many products are added in 16 bits as fit: of values up to 31 four pairs (4 * 2 * 31 *
    // 127), up to 63 two, of signed ones one.
    template <PackedLayout L, int Half>
    FIRESIDE_INLINE static __m256
    product(const __m256i (&w)[4], Scale scale, const ActivationBlock& x)
    {
        const std::int8_t* q = x.q + 16 * Half;
        const __m256i p0 = pairs<L>(w[0], q), p1 = pairs<L>(w[1], q + 4);
        const __m256i p2 = pairs<L>(w[2], q + 8), p3 = pairs<L>(w[3], q + 12);
        __m256i sum;
        if constexpr (L.isSigned())
            sum = _mm256_add_epi32(
                _mm256_add_epi32(_mm256_madd_epi16(p0, scale), _mm256_madd_epi16(p1, scale)),
                _mm256_add_epi32(_mm256_madd_epi16(p2, scale), _mm256_madd_epi16(p3, scale)));
        else if constexpr (L.bits == 6)
            sum = _mm256_add_epi32(_mm256_madd_epi16(_mm256_add_epi16(p0, p1), scale),
                                   _mm256_madd_epi16(_mm256_add_epi16(p2, p3), scale));
        else
            sum = _mm256_madd_epi16(
                _mm256_add_epi16(_mm256_add_epi16(p0, p1), _mm256_add_epi16(p2, p3)), scale);
        return _mm256_cvtepi32_ps(sum);
    }
};

} // namespace

PackedTile packedTile(PackedFormat format)
{
    return choosePackedTile<InPairs>(format);
}

UnpackStrips unpackStrips(PackedFormat format)
{
    return chooseUnpackStrips<InPairs>(format);
}

} // namespace core::avx2
