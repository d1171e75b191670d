// The numbers of the GGUF format and the bounds this program sets to them; gguf.h describes the
// layout.
#pragma once

#include <cstdint>

namespace core::gguf {

inline constexpr std::uint64_t kMostKeys = 65536;
inline constexpr std::uint64_t kMostTensors = 65536;
inline constexpr std::uint64_t kLongestKey = 65535;
inline constexpr std::uint64_t kLongestTensorName = 63;
inline constexpr std::uint64_t kLongestString = std::uint64_t{16} << 20;
inline constexpr std::uint64_t kMostArrayElements = std::uint64_t{8}
                                                    << 20; // of all arrays of a file together
inline constexpr std::uint32_t kMostDimensions = 4;
inline constexpr std::uint64_t kSmallestAlignment = 8;
inline constexpr std::uint64_t kLargestAlignment = std::uint64_t{1} << 20;
inline constexpr std::uint64_t kDefaultAlignment = 32;

// The numbers of metadata value types.
enum class ValueType : std::uint32_t
{
    U8 = 0,
    I8 = 1,
    U16 = 2,
    I16 = 3,
    U32 = 4,
    I32 = 5,
    F32 = 6,
    Bool = 7,
    String = 8,
    Array = 9,
    U64 = 10,
    I64 = 11,
    F64 = 12,
};

} // namespace core::gguf
