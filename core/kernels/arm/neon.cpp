#include "core/kernels/arm/lanes_neon.h"

#include "core/kernels/lanes/packed_tiles.h"
#include "core/kernels/lanes/table.h"

namespace core {

const KernelTable& neonKernels()
{
    static constexpr KernelTable kTable =
        tableOf(Isa::Neon, "NEON", neon::packedTile, neon::unpackStrips);
    return kTable;
}

const KernelTable& neonDotKernels()
{
    static constexpr KernelTable kTable =
        tableOf(Isa::NeonDot, "NEON with dot product", neondot::packedTile, neondot::unpackStrips);
    return kTable;
}

} // namespace core
