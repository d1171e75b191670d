// The few scalar building blocks whose order of operations every instruction set repeats.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace core::scalar {

// e^x: x = n ln 2 + r with |r| <= ln 2 / 2, e^r by a polynomial of degree 6 (relative error below
// 2e-7), times 2^n. Below -87 the result is 0; x is never above 0 by more than rounding where it is
// used for softmax, and up to 88 else.
inline float exponential(float x)
{
    if (!(x > -87.0F))
        return 0.0F;
    if (x > 88.0F)
        x = 88.0F;
    const float n = std::nearbyintf(x * 1.44269504F);
    float r = std::fma(n, -0.693359375F, x);
    r = std::fma(n, 2.12194440e-4F, r);
    float p = 1.0F / 720.0F;
    p = std::fma(p, r, 1.0F / 120.0F);
    p = std::fma(p, r, 1.0F / 24.0F);
    p = std::fma(p, r, 1.0F / 6.0F);
    p = std::fma(p, r, 0.5F);
    p = std::fma(p, r, 1.0F);
    p = std::fma(p, r, 1.0F);
    const auto exponent = static_cast<std::uint32_t>(static_cast<std::int32_t>(n) + 127);
    return p * std::bit_cast<float>(exponent << 23);
}

// tanh(x) = 1 - 2 / (e^2x + 1): absolute error below 2e-7.
inline float hyperbolicTangent(float x)
{
    return 1.0F - 2.0F / (exponential(x + x) + 1.0F);
}

// Sum of 8 lanes as a vector unit folds them: halves, quarters, eighths.
inline float sumLanes(const float (&lane)[8])
{
    const float a0 = lane[0] + lane[4], a1 = lane[1] + lane[5];
    const float a2 = lane[2] + lane[6], a3 = lane[3] + lane[7];
    return (a0 + a2) + (a1 + a3);
}

} // namespace core::scalar
