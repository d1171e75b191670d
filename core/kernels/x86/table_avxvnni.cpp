#include "core/kernels/x86/avxvnni.h"

namespace core {

const KernelTable& avxVnniKernels()
{
    static const KernelTable kTable = [] {
        KernelTable table = avx2Kernels();
        table.isa = Isa::AvxVnni;
        table.name = "AVX-VNNI";
        table.packedTile = avxvnni::packedTile;
        table.unpackStrips = avxvnni::unpackStrips;
        return table;
    }();
    return kTable;
}

} // namespace core
