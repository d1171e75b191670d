#include "core/kernels/x86/lanes_avx2.h"

namespace {

constexpr int kSignedOffset = 128;

FIRESIDE_INLINE Ints addProducts(Ints sum, Bytes w, Bytes x)
{
    return _mm256_dpbusd_avx_epi32(sum, w, x);
}

} // namespace

#include "core/kernels/lanes/in_fours.h"
#include "core/kernels/lanes/packed_tiles.h"

namespace core::avxvnni {

PackedTile packedTile(PackedFormat format)
{
    return choosePackedTile<InFours>(format);
}

UnpackStrips unpackStrips(PackedFormat format)
{
    return chooseUnpackStrips<InFours>(format);
}

} // namespace core::avxvnni
