// The AVX-VNNI versions of operations in kernel_table.h; the others are AVX2's.
#pragma once

#include "core/kernels/kernel_table.h"

namespace core::avxvnni {

PackedTile packedTile(PackedFormat format);
UnpackStrips unpackStrips(PackedFormat format);

} // namespace core::avxvnni
