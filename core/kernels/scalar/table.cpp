#include "core/kernels/scalar/scalar.h"

namespace core {

const KernelTable& scalarKernels()
{
    static constexpr KernelTable kTable = {
        .isa = Isa::Scalar,
        .name = "portable",
        .quantizeRow = scalar::quantizeRow,
        .packedTile = scalar::packedTile,
        .dotF32 = scalar::dotF32,
        .dotF16 = scalar::dotF16,
        .dotBf16 = scalar::dotBf16,
        .rmsNorm = scalar::rmsNorm,
        .siluMultiply = scalar::siluMultiply,
        .geluTanhMultiply = scalar::geluTanhMultiply,
        .clampedSiluMultiply = scalar::clampedSiluMultiply,
        .softCap = scalar::softCap,
        .attendF32 = scalar::attendF32,
        .attendF16 = scalar::attendF16,
    };
    return kTable;
}

} // namespace core
