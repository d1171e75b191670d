// Conversions between float32 and the two 16-bit floating-point formats of model files, bit for bit
// as IEEE 754 has them: widening is exact, narrowing rounds to nearest, ties to even. Pure
// functions; the bits travel as uint16_t.
#pragma once

#include <bit>
#include <cstdint>

namespace core {

// fp16: 1 sign, 5 exponent, 10 fraction bits. Subnormals, infinities and NaN payloads are kept.
inline float floatFromHalf(std::uint16_t half)
{
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000U) << 16;
    const std::uint32_t magnitude = half & 0x7fffU;
    if (magnitude >= 0x7c00U) // infinity, NaN
        return std::bit_cast<float>(sign | 0x7f800000U | (magnitude & 0x03ffU) << 13);
    if (magnitude >= 0x0400U) // normal: the exponent's bias grows from 15 to 127
        return std::bit_cast<float>(sign | ((magnitude << 13) + ((127U - 15U) << 23)));
    const float value = static_cast<float>(magnitude) * 0x1p-24F; // subnormal or zero
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(value));
}

inline std::uint16_t halfFromFloat(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000U);
    const std::uint32_t magnitude = bits & 0x7fffffffU;
    if (magnitude > 0x7f800000U) // NaN stays one, quiet
        return static_cast<std::uint16_t>(sign | 0x7e00U | (magnitude >> 13 & 0x03ffU));
    if (magnitude >= 0x477ff000U) // 65520 and more round to infinity
        return static_cast<std::uint16_t>(sign | 0x7c00U);
    if (magnitude < 0x38800000U) { // below 2^-14: adding 0.5 leaves the rounded multiple of 2^-24
                                   // in the low bits
        const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
        return static_cast<std::uint16_t>(sign |
                                          (std::bit_cast<std::uint32_t>(shifted) - 0x3f000000U));
    }
    const std::uint32_t rounded = magnitude + 0x0fffU + (magnitude >> 13 & 1U);
    return static_cast<std::uint16_t>(sign | (rounded - ((127U - 15U) << 23)) >> 13);
}

// bf16: the upper half of a float32.
inline float floatFromBf16(std::uint16_t bf16)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(bf16) << 16);
}

inline std::uint16_t bf16FromFloat(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if ((bits & 0x7fffffffU) > 0x7f800000U) // NaN stays one, quiet
        return static_cast<std::uint16_t>(bits >> 16 | 0x0040U);
    return static_cast<std::uint16_t>((bits + 0x7fffU + (bits >> 16 & 1U)) >> 16);
}

} // namespace core
