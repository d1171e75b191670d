#include "core/kernels/x86/lanes_avx2.h"

#include "core/kernels/lanes/packed_tiles.h"
#include "core/kernels/x86/in_pairs.h"

namespace core::avx2 {

PackedTile packedTile(PackedFormat format)
{
    return choosePackedTile<InPairs>(format);
}

UnpackStrips unpackStrips(PackedFormat format)
{
    return chooseUnpackStrips<InPairs>(format);
}

} // namespace core::avx2
