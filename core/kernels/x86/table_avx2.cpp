#include "core/kernels/x86/avx2.h"

namespace core {

const KernelTable& avx2Kernels()
{
    static constexpr KernelTable kTable = {
        .isa = Isa::Avx2,
        .name = "AVX2",
        .quantizeRow = avx2::quantizeRow,
        .packedTile = avx2::packedTile,
        .unpackStrips = avx2::unpackStrips,
        .tileF32 = avx2::tileF32,
        .tileF16 = avx2::tileF16,
        .tileBf16 = avx2::tileBf16,
        .blasRows = 0,
        .rmsNorm = avx2::rmsNorm,
        .siluMultiply = avx2::siluMultiply,
        .geluTanhMultiply = avx2::geluTanhMultiply,
        .clampedSiluMultiply = avx2::clampedSiluMultiply,
        .softCap = avx2::softCap,
        .narrow = avx2::narrow,
        .attendF32 = avx2::attendF32,
        .attendF16 = avx2::attendF16,
    };
    return kTable;
}

} // namespace core
