// The integer matrix products of the instruction sets with vectors of eight lanes; see
// kernel_table.h.
#pragma once

#include "core/kernels/kernel_table.h"

namespace core::sse42 {
PackedTile packedTile(PackedFormat format);
UnpackStrips unpackStrips(PackedFormat format);
} // namespace core::sse42

namespace core::avx2 {
PackedTile packedTile(PackedFormat format);
UnpackStrips unpackStrips(PackedFormat format);
} // namespace core::avx2

namespace core::avxvnni {
PackedTile packedTile(PackedFormat format);
UnpackStrips unpackStrips(PackedFormat format);
} // namespace core::avxvnni

namespace core::neon {
PackedTile packedTile(PackedFormat format);
UnpackStrips unpackStrips(PackedFormat format);
} // namespace core::neon

namespace core::neondot {
PackedTile packedTile(PackedFormat format);
UnpackStrips unpackStrips(PackedFormat format);
} // namespace core::neondot
