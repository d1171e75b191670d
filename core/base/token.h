#pragma once

#include <cstdint>

namespace core {

// Index into a model's vocabulary, 0-based. Negative values are never ids.
using TokenId = std::int32_t;
inline constexpr TokenId kNoToken = -1;

} // namespace core
