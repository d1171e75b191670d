#include "core/kernels/x86/avx512.h"

namespace core {

const KernelTable& avx512Kernels()
{
    static const KernelTable kTable = [] {
        KernelTable table = avx2Kernels();
        table.isa = Isa::Avx512;
        table.name = "AVX-512 VNNI";
        table.quantizeRow = avx512::quantizeRow;
        table.packedTile = avx512::packedTile;
        table.unpackStrips = avx512::unpackStrips;
        table.rowsOfStreams = kTileTokens;
        table.tileF32 = avx512::tileF32;
        table.tileF16 = avx512::tileF16;
        table.tileBf16 = avx512::tileBf16;
        table.tileInterleaved = avx512::tileInterleaved;
        table.attendF32 = avx512::attendF32;
        table.attendF16 = avx512::attendF16;
        return table;
    }();
    return kTable;
}

} // namespace core
