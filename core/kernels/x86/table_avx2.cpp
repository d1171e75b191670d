#include "core/kernels/x86/avx2.h"

namespace core {

const KernelTable& avx2Kernels()
{
    static constexpr KernelTable kTable = {
        .isa = Isa::Avx2,
        .name = "AVX2",
        .quantizeRow = avx2::quantizeRow,
        .tileQ4_0 = avx2::tileQ4_0,
        .tileQ4_1 = avx2::tileQ4_1,
        .tileQ8_0 = avx2::tileQ8_0,
        .tileQ6_K = avx2::tileQ6_K,
        .dotF32 = avx2::dotF32,
        .dotF16 = avx2::dotF16,
        .dotBf16 = avx2::dotBf16,
        .rmsNorm = avx2::rmsNorm,
        .siluMultiply = avx2::siluMultiply,
        .attendF32 = avx2::attendF32,
        .attendF16 = avx2::attendF16,
    };
    return kTable;
}

} // namespace core
