#include "core/kernels/x86/lanes_avx2.h"

#include "core/kernels/lanes/packed_tiles.h"
#include "core/kernels/lanes/table.h"

namespace core {

const KernelTable& avx2Kernels()
{
    static constexpr KernelTable kTable =
        tableOf(Isa::Avx2, "AVX2", avx2::packedTile, avx2::unpackStrips);
    return kTable;
}

const KernelTable& avxVnniKernels()
{
    static constexpr KernelTable kTable =
        tableOf(Isa::AvxVnni, "AVX-VNNI", avxvnni::packedTile, avxvnni::unpackStrips);
    return kTable;
}

} // namespace core
