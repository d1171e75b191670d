#include "core/cache/kv_q8.h"

#include "core/base/half.h"
#include "core/kernels/kernel_table.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <type_traits>

namespace core::kv_q8 {

namespace {

std::size_t blocksOf(std::size_t headDim)
{
    return (headDim + kBlock - 1) / kBlock;
}

// What is not a number, as a broken model may give, becomes -127.
std::int8_t toNumber(float value)
{
    const float rounded = std::nearbyint(value);
    return static_cast<std::int8_t>(rounded > -127.0F ? std::min(rounded, 127.0F) : -127.0F);
}

template <class Byte>
auto* numbersOf(Byte* head)
{
    using Number = std::conditional_t<std::is_const_v<Byte>, const std::int8_t, std::int8_t>;
    return reinterpret_cast<Number*>(head);
}

template <class Byte>
auto* scalesOf(Byte* head, std::size_t headDim)
{
    using Scale = std::conditional_t<std::is_const_v<Byte>, const std::uint16_t, std::uint16_t>;
    return reinterpret_cast<Scale*>(head + kPageTokens * headDim);
}

// Component d becomes numbers[d * stride]; block b's scale scales[b * scaleStride].
void quantize(const float* x,
              std::size_t headDim,
              std::int8_t* numbers,
              std::size_t stride,
              std::uint16_t* scales,
              std::size_t scaleStride)
{
    for (std::size_t block = 0; block < blocksOf(headDim); ++block) {
        const std::size_t begin = block * kBlock, end = std::min(begin + kBlock, headDim);
        float largest = 0.0F;
        for (std::size_t d = begin; d < end; ++d)
            largest = std::max(largest, std::fabs(x[d]));
        const std::uint16_t scale = halfFromFloat(largest / 127.0F);
        const float width = floatFromHalf(scale);
        const float inverse = width > 0 ? 1.0F / width : 0.0F;
        scales[block * scaleStride] = scale;
        for (std::size_t d = begin; d < end; ++d)
            numbers[d * stride] = toNumber(x[d] * inverse);
    }
}

} // namespace

std::size_t headBytes(std::size_t headDim)
{
    return kPageTokens * (headDim + sizeof(std::uint16_t) * blocksOf(headDim));
}

void storeKey(const float* k, std::size_t headDim, std::size_t slot, std::byte* head)
{
    quantize(k,
             headDim,
             numbersOf(head) + slot,
             kPageTokens,
             scalesOf(head, headDim) + slot,
             kPageTokens);
}

void storeValue(const float* v, std::size_t headDim, std::size_t slot, std::byte* head)
{
    quantize(v,
             headDim,
             numbersOf(head) + slot * headDim,
             1,
             scalesOf(head, headDim) + slot * blocksOf(headDim),
             1);
}

void widenKeys(const std::byte* head, std::size_t headDim, float* wide)
{
    const std::int8_t* numbers = numbersOf(head);
    const std::uint16_t* scales = scalesOf(head, headDim);
    float widths[kPageTokens];
    for (std::size_t d = 0; d < headDim; ++d) {
        if (d % kBlock == 0)
            for (std::size_t slot = 0; slot < kPageTokens; ++slot)
                widths[slot] = floatFromHalf(scales[d / kBlock * kPageTokens + slot]);
        for (std::size_t slot = 0; slot < kPageTokens; ++slot)
            wide[d * kPageTokens + slot] =
                widths[slot] * static_cast<float>(numbers[d * kPageTokens + slot]);
    }
}

void widenValues(const std::byte* head, std::size_t headDim, float* wide)
{
    const std::int8_t* numbers = numbersOf(head);
    const std::uint16_t* scales = scalesOf(head, headDim);
    for (std::size_t slot = 0; slot < kPageTokens; ++slot)
        for (std::size_t block = 0; block < blocksOf(headDim); ++block) {
            const float width = floatFromHalf(scales[slot * blocksOf(headDim) + block]);
            const std::size_t begin = slot * headDim + block * kBlock;
            const std::size_t end = slot * headDim + std::min((block + 1) * kBlock, headDim);
            for (std::size_t i = begin; i < end; ++i)
                wide[i] = width * static_cast<float>(numbers[i]);
        }
}

} // namespace core::kv_q8
