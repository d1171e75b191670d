#include "core/kernels/x86/lanes_sse42.h"

#include "core/kernels/lanes/packed_tiles.h"
#include "core/kernels/x86/in_pairs.h"

namespace core::sse42 {

PackedTile packedTile(PackedFormat format)
{
    return choosePackedTile<InPairs>(format);
}

UnpackStrips unpackStrips(PackedFormat format)
{
    return chooseUnpackStrips<InPairs>(format);
}

} // namespace core::sse42
