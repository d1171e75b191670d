#include "core/tensor/dequantize.h"

#include "core/base/check.h"
#include "core/base/half.h"
#include "core/tensor/quant_blocks.h"

#include <cstring>

namespace core {

namespace {

void expand(const BlockQ4_0& block, float* x)
{
    const float d = floatFromHalf(block.d);
    for (int i = 0; i < 16; ++i) {
        x[i] = d * static_cast<float>((block.qs[i] & 0x0f) - 8);
        x[i + 16] = d * static_cast<float>((block.qs[i] >> 4) - 8);
    }
}

void expand(const BlockQ4_1& block, float* x)
{
    const float d = floatFromHalf(block.d);
    const float m = floatFromHalf(block.m);
    for (int i = 0; i < 16; ++i) {
        x[i] = d * static_cast<float>(block.qs[i] & 0x0f) + m;
        x[i + 16] = d * static_cast<float>(block.qs[i] >> 4) + m;
    }
}

void expand(const BlockQ8_0& block, float* x)
{
    const float d = floatFromHalf(block.d);
    for (int i = 0; i < BlockQ8_0::kElements; ++i)
        x[i] = d * static_cast<float>(block.qs[i]);
}

void expand(const BlockQ6_K& block, float* x)
{
    const float d = floatFromHalf(block.d);
    for (int half = 0; half < 2; ++half) {
        const std::uint8_t* low = block.ql + 64 * half;
        const std::uint8_t* high = block.qh + 32 * half;
        for (int l = 0; l < 32; ++l) {
            const int q[4] = {
                (low[l] & 0x0f) | (high[l] & 3) << 4,
                (low[l + 32] & 0x0f) | (high[l] >> 2 & 3) << 4,
                low[l] >> 4 | (high[l] >> 4 & 3) << 4,
                low[l + 32] >> 4 | (high[l] >> 6 & 3) << 4,
            };
            for (int quarter = 0; quarter < 4; ++quarter) {
                const int i = 128 * half + 32 * quarter + l;
                const float scale = d * static_cast<float>(block.scales[i / 16]);
                x[i] = scale * static_cast<float>(q[quarter] - 32);
            }
        }
    }
}

template <class Block>
void expandBlocks(const std::byte* src, float* dst, std::size_t elements)
{
    CORE_DCHECK(elements % Block::kElements == 0);
    for (std::size_t i = 0; i < elements; i += Block::kElements) {
        Block block;
        std::memcpy(&block, src, sizeof block);
        expand(block, dst + i);
        src += sizeof block;
    }
}

template <float (*widen)(std::uint16_t)>
void widenAll(const std::byte* src, float* dst, std::size_t elements)
{
    for (std::size_t i = 0; i < elements; ++i) {
        std::uint16_t bits = 0;
        std::memcpy(&bits, src + i * sizeof bits, sizeof bits);
        dst[i] = widen(bits);
    }
}

} // namespace

void dequantize(DType dtype, const std::byte* src, float* dst, std::size_t elements)
{
    if (elements == 0)
        return;
    switch (dtype) {
    case DType::F32:
        std::memcpy(dst, src, elements * sizeof(float));
        return;
    case DType::F16:
        return widenAll<floatFromHalf>(src, dst, elements);
    case DType::BF16:
        return widenAll<floatFromBf16>(src, dst, elements);
    case DType::Q4_0:
        return expandBlocks<BlockQ4_0>(src, dst, elements);
    case DType::Q4_1:
        return expandBlocks<BlockQ4_1>(src, dst, elements);
    case DType::Q8_0:
        return expandBlocks<BlockQ8_0>(src, dst, elements);
    case DType::Q6_K:
        return expandBlocks<BlockQ6_K>(src, dst, elements);
    }
    CORE_CHECK(!"a DType outside its enumerators");
}

} // namespace core
