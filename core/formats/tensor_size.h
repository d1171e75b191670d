// The one place where sizes of tensors from files are multiplied.
#pragma once

#include "core/tensor/dtype.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace core {

// Product of the dimensions (1 for none); empty where it does not fit 63 bits, whatever zeros
// follow.
std::optional<std::uint64_t> elementCount(std::span<const std::uint64_t> dimensions);

// Bytes of that many elements; empty where they are not a whole number of blocks or the size does
// not fit 63 bits.
std::optional<std::uint64_t> storedBytes(DType dtype, std::uint64_t elements);

} // namespace core
