// The codebooks of the IQ types and of MXFP4: facts of the format, specified by ggml-common.h of
// the ggml library (github.com/ggml-org/ggml; the tables iq2xxs_grid … iq1s_grid, kvalues_iq4nl)
// and, in Python, by the package `gguf`.
//
// A grid's entry is stored as one number: value i of the entry is the (2 or 3) bits from bit 2 i or
// 3 i on, read through the grid's list of magnitudes.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace core {

inline constexpr std::int8_t kIq4Values[16] = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

// Twice the values of E2M1; mxfp4Scale() is half the scale to match.
inline constexpr std::int8_t kMxfp4Values[16] = {
    0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

// 2^(e - 128), a subnormal number where e < 2.
inline float mxfp4Scale(std::uint8_t e)
{
    return std::bit_cast<float>(e < 2 ? 0x00200000U << e : static_cast<std::uint32_t>(e - 1) << 23);
}

extern const std::uint16_t kIq2XxsGrid[256];
extern const std::uint16_t kIq2XsGrid[512];
extern const std::uint16_t kIq2SGrid[1024];
extern const std::uint16_t kIq3XxsGrid[256];
extern const std::uint16_t kIq3SGrid[512];
extern const std::uint16_t kIq1Grid[2048];

template <std::size_t Count, std::size_t Bits>
std::array<std::int8_t, Count> gridValues(unsigned entry, const std::int8_t (&values)[1U << Bits])
{
    std::array<std::int8_t, Count> result;
    for (std::size_t i = 0; i < Count; ++i)
        result[i] = values[entry >> (Bits * i) & ((1U << Bits) - 1)];
    return result;
}

inline std::array<std::int8_t, 8> iq2Values(std::uint16_t entry)
{
    static constexpr std::int8_t kMagnitudes[4] = {8, 25, 43, 0};
    return gridValues<8, 2>(entry, kMagnitudes);
}

inline std::array<std::int8_t, 4> iq3XxsValues(std::uint16_t entry)
{
    static constexpr std::int8_t kMagnitudes[8] = {4, 12, 20, 28, 36, 44, 52, 62};
    return gridValues<4, 3>(entry, kMagnitudes);
}

inline std::array<std::int8_t, 4> iq3SValues(std::uint16_t entry)
{
    static constexpr std::int8_t kMagnitudes[8] = {1, 3, 5, 7, 9, 11, 13, 15};
    return gridValues<4, 3>(entry, kMagnitudes);
}

inline std::array<std::int8_t, 8> iq1Values(std::uint16_t entry)
{
    static constexpr std::int8_t kValues[4] = {-1, 0, 1, 0};
    return gridValues<8, 2>(entry, kValues);
}

} // namespace core
