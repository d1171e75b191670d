#include "core/kernels/x86/avx2.h"

namespace core {

const KernelTable& avx2Kernels()
{
    static constexpr KernelTable kTable = {
        .isa = Isa::Avx2,
        .name = "AVX2",
        .quantizeRow = avx2::quantizeRow,
        .packedTile = avx2::packedTile,
        .dotF32 = avx2::dotF32,
        .dotF16 = avx2::dotF16,
        .dotBf16 = avx2::dotBf16,
        .rmsNorm = avx2::rmsNorm,
        .siluMultiply = avx2::siluMultiply,
        .geluTanhMultiply = avx2::geluTanhMultiply,
        .clampedSiluMultiply = avx2::clampedSiluMultiply,
        .softCap = avx2::softCap,
        .attendF32 = avx2::attendF32,
        .attendF16 = avx2::attendF16,
    };
    return kTable;
}

} // namespace core
