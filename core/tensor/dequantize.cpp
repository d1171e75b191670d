#include "core/tensor/dequantize.h"

#include "core/base/check.h"
#include "core/base/half.h"
#include "core/tensor/integer_block.h"

#include <cstring>

namespace core {

namespace {

void widenBlocks(DType dtype, const std::byte* src, float* dst, std::size_t elements)
{
    const ExpandBlock expand = expanderFor(dtype);
    const DTypeTraits& type = traits(dtype);
    CORE_DCHECK(elements % type.blockElements == 0);
    constexpr std::size_t kScaled = 16; // elements that share a scale
    IntegerBlock block;
    for (; elements != 0; elements -= type.blockElements, src += type.blockBytes) {
        expand(src, block);
        for (std::size_t i = 0; i < type.blockElements; i += kScaled, dst += kScaled) {
            const float scale = block.d * static_cast<float>(block.scale[i / kScaled]);
            const float min = block.dmin * static_cast<float>(block.min[i / kScaled]);
            for (std::size_t j = 0; j < kScaled; ++j)
                dst[j] = scale * static_cast<float>(block.q[i + j]) - min;
        }
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
    default:
        return widenBlocks(dtype, src, dst, elements);
    }
}

} // namespace core
