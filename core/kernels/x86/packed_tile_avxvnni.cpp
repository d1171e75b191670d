#include "core/kernels/x86/lanes_avx2.h"

#include "core/kernels/lanes/packed_tile.h"
#include "core/kernels/lanes/packed_tiles.h"

namespace core::avxvnni {

namespace {

// Multiplies four bytes of a lane and adds them in one instruction.
struct InFours
{
    static constexpr int kSignedOffset = 128;

    using Scale = Floats;

    template <PackedLayout L>
    FIRESIDE_INLINE static Scale scale(const std::byte* group, std::size_t h)
    {
        if constexpr (L.scaleColumns == 0)
            return splat<Floats>(1.0F);
        else
            return toFloats(scales<L>(group, h));
    }

    // As floats, scale * dot is rounded as the integer product is on its way to a float: both
    // factors are exact.
    template <PackedLayout L, int Half>
    FIRESIDE_INLINE static Floats
    product(const Bytes (&w)[4], Scale scale, const ActivationBlock& x)
    {
        Ints sum = splatInt(L.isSigned() ? x.signedStart[Half] : 0);
        for (int g = 0; g < 4; ++g)
            sum = _mm256_dpbusd_avx_epi32(sum, w[g], broadcast4(x.q + 16 * Half + 4 * g));
        const Floats dot = toFloats(sum);
        return L.scaleColumns == 0 ? dot : dot * scale;
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
