#include "core/kernels/scalar/scalar.h"

namespace core {

const KernelTable& scalarKernels()
{
    static constexpr KernelTable kTable = {
        .isa = Isa::Scalar,
        .name = "portable",
        .quantizeRow = scalar::quantizeRow,
        .tileQ4_0 = scalar::tileQ4_0,
        .tileQ4_1 = scalar::tileQ4_1,
        .tileQ8_0 = scalar::tileQ8_0,
        .tileQ6_K = scalar::tileQ6_K,
        .dotF32 = scalar::dotF32,
        .dotF16 = scalar::dotF16,
        .dotBf16 = scalar::dotBf16,
        .rmsNorm = scalar::rmsNorm,
        .siluMultiply = scalar::siluMultiply,
        .attendF32 = scalar::attendF32,
        .attendF16 = scalar::attendF16,
    };
    return kTable;
}

} // namespace core
