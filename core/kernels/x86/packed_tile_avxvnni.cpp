#include "core/kernels/x86/lanes_avx2.h"

#include "core/kernels/lanes/packed_tile.h"
#include "core/kernels/lanes/packed_tiles.h"

namespace core::avxvnni {

namespace {

// Multiplies four bytes of a lane and adds them in one instruction.
struct InFours : ByFloatScales
{
    static constexpr int kSignedOffset = 128;

    template <PackedLayout L, int Half>
    FIRESIDE_INLINE static Floats
    product(const Bytes (&w)[4], Scale scale, const ActivationBlock& x)
    {
        Ints sum = splatInt(L.isSigned() ? x.signedStart[Half] : 0);
        for (int g = 0; g < 4; ++g)
            sum = _mm256_dpbusd_avx_epi32(sum, w[g], broadcast4(x.q + 16 * Half + 4 * g));
        return scaled<L>(sum, scale);
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
