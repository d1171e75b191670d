// The operations of this folder as a table, for the file of one instruction set that includes it.
#pragma once

#include "core/kernels/kernel_table.h"
#include "core/kernels/lanes/attention.h"
#include "core/kernels/lanes/elementwise.h"
#include "core/kernels/lanes/float_tile.h"
#include "core/kernels/lanes/quantize_row.h"

namespace {

constexpr core::KernelTable tableOf(core::Isa isa,
                                    std::string_view name,
                                    core::PackedTile (*packedTile)(core::PackedFormat),
                                    core::UnpackStrips (*unpackStrips)(core::PackedFormat))
{
    return {
        .isa = isa,
        .name = name,
        .quantizeRow = quantizeRow,
        .packedTile = packedTile,
        .unpackStrips = unpackStrips,
        .rowsOfStreams = 1,
        .tileF32 = tileF32,
        .tileF16 = tileF16,
        .tileBf16 = tileBf16,
        .tileInterleaved = tileInterleaved,
        .blasRows = 0,
        .rmsNorm = rmsNorm,
        .siluMultiply = siluMultiply,
        .geluTanhMultiply = geluTanhMultiply,
        .clampedSiluMultiply = clampedSiluMultiply,
        .softCap = softCap,
        .narrow = narrow,
        .interleaveF32 = interleave<OfFloats>,
        .interleaveF16 = interleave<OfHalves>,
        .interleaveBf16 = interleave<OfBf16>,
        .attendF32 = attendF32<Floats>,
        .attendF16 = attendF16<Floats>,
    };
}

} // namespace
