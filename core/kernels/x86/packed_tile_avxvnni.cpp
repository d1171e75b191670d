#include "core/kernels/x86/avxvnni.h"
#include "core/kernels/x86/packed_tile_256.h"

namespace core::avxvnni {

namespace {

// Multiplies four bytes of a lane and adds them in one instruction.
struct InFours
{
    static constexpr int kSignedOffset = 128;

    using Scale = __m256;

    template <PackedLayout L>
    FIRESIDE_INLINE static Scale scale(const std::byte* group, std::size_t h)
    {
        if constexpr (L.scaleColumns == 0)
            return _mm256_set1_ps(1.0F);
        else
            return _mm256_cvtepi32_ps(scales<L>(group, h));
    }

    // As floats, scale * dot is rounded as the integer product is on its way to a float: both
    // factors are exact.
    template <PackedLayout L, int Half>
    FIRESIDE_INLINE static __m256
    product(const __m256i (&w)[4], Scale scale, const ActivationBlock& x)
    {
        __m256i sum =
            L.isSigned() ? _mm256_set1_epi32(x.signedStart[Half]) : _mm256_setzero_si256();
        for (int g = 0; g < 4; ++g)
            sum = _mm256_dpbusd_avx_epi32(sum, w[g], broadcast4(x.q + 16 * Half + 4 * g));
        const __m256 dot = _mm256_cvtepi32_ps(sum);
        return L.scaleColumns == 0 ? dot : _mm256_mul_ps(dot, scale);
    }
};

} // namespace

PackedTile packedTile(PackedFormat format)
{
    return choosePackedTile<InFours>(format);
}

UnpackStrips unpackStrips(PackedFormat format)
{
    return chooseUnpackStrips<InFours>(format);
}

} // namespace core::avxvnni
