#include "core/kernels/scalar/scalar.h"

namespace core {

const KernelTable& scalarKernels()
{
    static constexpr KernelTable kTable = {
        .isa = Isa::Scalar,
        .name = "portable",
        .quantizeRow = scalar::quantizeRow,
        .packedTile = scalar::packedTile,
        .unpackStrips = [](PackedFormat) -> UnpackStrips { return nullptr; },
        .rowsOfStreams = 0,
        .tileF32 = scalar::tileF32,
        .tileF16 = scalar::tileF16,
        .tileBf16 = scalar::tileBf16,
        .tileInterleaved = scalar::tileInterleaved,
        .blasRows = 16,
        .rmsNorm = scalar::rmsNorm,
        .siluMultiply = scalar::siluMultiply,
        .geluTanhMultiply = scalar::geluTanhMultiply,
        .clampedSiluMultiply = scalar::clampedSiluMultiply,
        .softCap = scalar::softCap,
        .narrow = scalar::narrow,
        .interleaveF32 = scalar::interleaveF32,
        .interleaveF16 = scalar::interleaveF16,
        .interleaveBf16 = scalar::interleaveBf16,
        .attendF32 = scalar::attendF32,
        .attendF16 = scalar::attendF16,
    };
    return kTable;
}

} // namespace core
