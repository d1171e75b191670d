#include "core/kernels/x86/lanes_sse42.h"

#include "core/kernels/lanes/packed_tiles.h"
#include "core/kernels/lanes/table.h"

namespace core {

const KernelTable& sse42Kernels()
{
    static constexpr KernelTable kTable =
        tableOf(Isa::Sse42, "SSE4.2", sse42::packedTile, sse42::unpackStrips);
    return kTable;
}

} // namespace core
