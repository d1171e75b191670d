// The bounds this program sets to safetensors files; safetensors.h describes the layout.
#pragma once

#include <cstddef>
#include <cstdint>

namespace core::safetensors {

inline constexpr std::uint64_t kLongestHeader = 100'000'000;
inline constexpr std::size_t kMostTensors = std::size_t{1} << 20;
inline constexpr std::size_t kMostDimensions = 8;
inline constexpr std::size_t kLongestName = 1024;

} // namespace core::safetensors
