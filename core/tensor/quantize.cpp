#include "core/tensor/quantize.h"

#include "core/base/check.h"
#include "core/base/half.h"
#include "core/tensor/quant_blocks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace core {

namespace {

using Values = std::span<const float>;

constexpr int kScaleCandidates = 19;   // about the scale that lets the largest value just fit
constexpr int kMinimumCandidates = 21; // steps of 0.1 level, likewise
constexpr float kCandidateStep = 0.1F;

float largestMagnitude(Values values)
{
    float largest = 0;
    for (const float value : values)
        largest = std::max(largest, std::abs(value));
    return largest;
}

// A block whose scale has no half-precision number would be lost whole; so large a weight is
// clipped instead.
std::uint16_t halfScale(float scale)
{
    constexpr float kLargestHalf = 65504;
    return halfFromFloat(std::clamp(scale, -kLargestHalf, kLargestHalf));
}

int rounded(float value, int low, int high)
{
    return std::clamp(static_cast<int>(std::lrintf(value)), low, high);
}

// The scale with which scale * q, q in low … -low - 1, is nearest to values by squared error
// weighted with value². For fixed levels q the best scale is the least-squares one, sum(w q x) /
// sum(w q²); the candidates differ in how the levels are chosen. Negative where the largest value
// is positive: the range has one level more below zero.
float fitScale(Values values, int low)
{
    const auto extreme = std::max_element(
        values.begin(), values.end(), [](float a, float b) { return std::abs(a) < std::abs(b); });
    if (*extreme == 0)
        return 0;
    float bestScale = 0;
    float bestGain = 0; // how much of sum(w x²) the candidate explains
    for (int i = 0; i < kScaleCandidates; ++i) {
        const float reach =
            static_cast<float>(low) + kCandidateStep * static_cast<float>(i - kScaleCandidates / 2);
        const float inverse = reach / *extreme;
        float weightedProduct = 0;
        float weightedSquares = 0;
        for (const float value : values) {
            const auto q = static_cast<float>(rounded(value * inverse, low, -low - 1));
            const float weight = value * value;
            weightedProduct += weight * q * value;
            weightedSquares += weight * q * q;
        }
        if (weightedSquares > 0 && weightedProduct * weightedProduct > bestGain * weightedSquares) {
            bestGain = weightedProduct * weightedProduct / weightedSquares;
            bestScale = weightedProduct / weightedSquares;
        }
    }
    return bestScale;
}

struct ScaleAndMinimum
{
    float scale = 0;
    float minimum = 0; // values are scale * q - minimum, both not negative
};

// As fitScale(), for q in 0 … highest and a minimum: the least-squares line through (q, value),
// weighted with the block's root mean square plus |value|.
ScaleAndMinimum fitScaleAndMinimum(Values values, int highest)
{
    const auto [lowest, largest] = std::minmax_element(values.begin(), values.end());
    const float low = std::min(*lowest, 0.0F);
    const float range = *largest - low;
    if (range <= 0)
        return {0, -low};
    float squares = 0;
    for (const float value : values)
        squares += value * value;
    const float average = std::sqrt(squares / static_cast<float>(values.size()));

    ScaleAndMinimum best{range / static_cast<float>(highest), -low};
    float bestError = INFINITY;
    for (int i = 0; i < kMinimumCandidates; ++i) {
        const float levels = static_cast<float>(highest) +
                             kCandidateStep * static_cast<float>(i - kMinimumCandidates / 2);
        float sum = 0, sumQ = 0, sumQQ = 0, sumX = 0, sumQX = 0;
        for (const float value : values) {
            const auto q = static_cast<float>(rounded((value - low) * levels / range, 0, highest));
            const float weight = average + std::abs(value);
            sum += weight;
            sumQ += weight * q;
            sumQQ += weight * q * q;
            sumX += weight * value;
            sumQX += weight * q * value;
        }
        const float determinant = sum * sumQQ - sumQ * sumQ;
        if (determinant <= 0)
            continue;
        ScaleAndMinimum line{(sum * sumQX - sumQ * sumX) / determinant,
                             -(sumQQ * sumX - sumQ * sumQX) / determinant};
        if (line.minimum < 0) // the format cannot lift a block above zero
            line = {sumQX / sumQQ, 0};
        if (line.scale <= 0)
            continue;
        float error = 0;
        for (const float value : values) {
            const int q = rounded((value + line.minimum) / line.scale, 0, highest);
            const float off = line.scale * static_cast<float>(q) - line.minimum - value;
            error += (average + std::abs(value)) * off * off;
        }
        if (error < bestError) {
            bestError = error;
            best = line;
        }
    }
    return best;
}

BlockQ8_0 quantizeQ8_0(Values values)
{
    BlockQ8_0 block{};
    block.d = halfScale(largestMagnitude(values) / 127);
    const float d = floatFromHalf(block.d);
    for (std::size_t i = 0; d > 0 && i < values.size(); ++i)
        block.qs[i] = static_cast<std::int8_t>(rounded(values[i] / d, -127, 127));
    return block;
}

BlockQ4_0 quantizeQ4_0(Values values)
{
    BlockQ4_0 block{};
    block.d = halfScale(fitScale(values, -8));
    const float d = floatFromHalf(block.d);
    const auto level = [&](std::size_t i) {
        return d == 0 ? 8 : rounded(values[i] / d, -8, 7) + 8;
    };
    for (std::size_t i = 0; i < std::size(block.qs); ++i)
        block.qs[i] = static_cast<std::uint8_t>(level(i) | level(i + std::size(block.qs)) << 4);
    return block;
}

// scale[j] and min[j] of 0 … 63 into the twelve bytes that quant_blocks.h describes.
void storeScales(const std::array<int, 8>& scales,
                 const std::array<int, 8>& minimums,
                 std::uint8_t* out)
{
    for (std::size_t j = 0; j < 4; ++j) {
        out[j] = static_cast<std::uint8_t>(scales[j] | (scales[j + 4] >> 4) << 6);
        out[j + 4] = static_cast<std::uint8_t>(minimums[j] | (minimums[j + 4] >> 4) << 6);
        out[j + 8] = static_cast<std::uint8_t>((scales[j + 4] & 15) | (minimums[j + 4] & 15) << 4);
    }
}

BlockQ4_K quantizeQ4_K(Values values)
{
    constexpr std::size_t kSubBlock = 32;
    std::array<ScaleAndMinimum, 8> fits;
    float largestScale = 0, largestMinimum = 0;
    for (std::size_t j = 0; j < fits.size(); ++j) {
        fits[j] = fitScaleAndMinimum(values.subspan(j * kSubBlock, kSubBlock), 15);
        largestScale = std::max(largestScale, fits[j].scale);
        largestMinimum = std::max(largestMinimum, fits[j].minimum);
    }
    BlockQ4_K block{};
    block.d = halfScale(largestScale / 63);
    block.dmin = halfScale(largestMinimum / 63);
    const float d = floatFromHalf(block.d);
    const float dmin = floatFromHalf(block.dmin);
    std::array<int, 8> scales{}, minimums{};
    std::array<std::uint8_t, BlockQ4_K::kElements> q{};
    for (std::size_t j = 0; j < fits.size(); ++j) {
        scales[j] = d > 0 ? rounded(fits[j].scale / d, 0, 63) : 0;
        minimums[j] = dmin > 0 ? rounded(fits[j].minimum / dmin, 0, 63) : 0;
        const float scale = d * static_cast<float>(scales[j]);
        const float minimum = dmin * static_cast<float>(minimums[j]);
        for (std::size_t i = j * kSubBlock; scale > 0 && i < (j + 1) * kSubBlock; ++i)
            q[i] = static_cast<std::uint8_t>(rounded((values[i] + minimum) / scale, 0, 15));
    }
    storeScales(scales, minimums, block.scales);
    for (std::size_t i = 0; i < std::size(block.qs); ++i) {
        const std::size_t low = i / kSubBlock * 64 + i % kSubBlock;
        block.qs[i] = static_cast<std::uint8_t>(q[low] | q[low + kSubBlock] << 4);
    }
    return block;
}

BlockQ6_K quantizeQ6_K(Values values)
{
    constexpr std::size_t kSubBlock = 16;
    std::array<float, 16> scales;
    for (std::size_t j = 0; j < scales.size(); ++j)
        scales[j] = fitScale(values.subspan(j * kSubBlock, kSubBlock), -32);
    const float extreme = *std::max_element(
        scales.begin(), scales.end(), [](float a, float b) { return std::abs(a) < std::abs(b); });
    BlockQ6_K block{};
    block.d = halfScale(extreme / -128);
    const float d = floatFromHalf(block.d);
    std::array<std::uint8_t, BlockQ6_K::kElements> q{};
    for (std::size_t j = 0; j < scales.size(); ++j) {
        block.scales[j] = static_cast<std::int8_t>(d != 0 ? rounded(scales[j] / d, -128, 127) : 0);
        const float scale = d * static_cast<float>(block.scales[j]);
        for (std::size_t i = j * kSubBlock; i < (j + 1) * kSubBlock; ++i)
            q[i] = static_cast<std::uint8_t>(scale != 0 ? rounded(values[i] / scale, -32, 31) + 32
                                                        : 32);
    }
    for (std::size_t half = 0; half < 2; ++half) {
        const std::uint8_t* in = q.data() + half * 128;
        for (std::size_t l = 0; l < 32; ++l) {
            block.ql[half * 64 + l] =
                static_cast<std::uint8_t>((in[l] & 15) | (in[l + 64] & 15) << 4);
            block.ql[half * 64 + 32 + l] =
                static_cast<std::uint8_t>((in[l + 32] & 15) | (in[l + 96] & 15) << 4);
            block.qh[half * 32 + l] =
                static_cast<std::uint8_t>(in[l] >> 4 | (in[l + 32] >> 4) << 2 |
                                          (in[l + 64] >> 4) << 4 | (in[l + 96] >> 4) << 6);
        }
    }
    return block;
}

template <class Convert>
void writeEach(Values values, std::size_t step, std::byte* dst, Convert convert)
{
    CORE_CHECK(values.size() % step == 0);
    for (std::size_t i = 0; i < values.size(); i += step) {
        const auto block = convert(values.subspan(i, step));
        std::memcpy(dst, &block, sizeof block);
        dst += sizeof block;
    }
}

} // namespace

bool canQuantizeTo(DType dtype)
{
    switch (dtype) {
    case DType::F32:
    case DType::F16:
    case DType::BF16:
    case DType::Q8_0:
    case DType::Q4_0:
    case DType::Q4_K:
    case DType::Q6_K:
        return true;
    default:
        return false;
    }
}

void quantize(DType dtype, std::span<const float> values, std::byte* dst)
{
    const std::size_t step = traits(dtype).blockElements;
    switch (dtype) {
    case DType::F32:
        std::memcpy(dst, values.data(), values.size_bytes());
        return;
    case DType::F16:
        return writeEach(values, step, dst, [](Values v) { return halfFromFloat(v[0]); });
    case DType::BF16:
        return writeEach(values, step, dst, [](Values v) { return bf16FromFloat(v[0]); });
    case DType::Q8_0:
        return writeEach(values, step, dst, quantizeQ8_0);
    case DType::Q4_0:
        return writeEach(values, step, dst, quantizeQ4_0);
    case DType::Q4_K:
        return writeEach(values, step, dst, quantizeQ4_K);
    case DType::Q6_K:
        return writeEach(values, step, dst, quantizeQ6_K);
    default:
        CORE_CHECK(canQuantizeTo(dtype));
    }
}

} // namespace core
