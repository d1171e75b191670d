#include "core/kernels/arm/dot.h"

#include "core/kernels/lanes/in_fours.h"
#include "core/kernels/lanes/packed_tiles.h"

namespace core::neon {

PackedTile packedTile(PackedFormat format)
{
    return choosePackedTile<InFours>(format);
}

UnpackStrips unpackStrips(PackedFormat format)
{
    return chooseUnpackStrips<InFours>(format);
}

} // namespace core::neon
