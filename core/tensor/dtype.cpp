#include "core/tensor/dtype.h"

#include "core/base/check.h"
#include "core/tensor/codebook_blocks.h"
#include "core/tensor/quant_blocks.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace core {

namespace {

template <class Block>
constexpr DTypeTraits block(std::string_view name)
{
    return {name, Block::kElements, sizeof(Block)};
}

// A type of the format that is not read here.
constexpr DTypeTraits unread(std::string_view name)
{
    return {name, 0, 0};
}

// Index: type number (ggml.h, enum ggml_type). Entries without a name were removed from the format.
constexpr DTypeTraits kRemoved = unread({});
constexpr std::array<DTypeTraits, 40> kTypes = {
    DTypeTraits{"F32", 1, 4},
    DTypeTraits{"F16", 1, 2},
    block<BlockQ4_0>("Q4_0"),
    block<BlockQ4_1>("Q4_1"),
    kRemoved,
    kRemoved,
    block<BlockQ5_0>("Q5_0"),
    block<BlockQ5_1>("Q5_1"),
    block<BlockQ8_0>("Q8_0"),
    unread("Q8_1"),
    block<BlockQ2_K>("Q2_K"),
    block<BlockQ3_K>("Q3_K"),
    block<BlockQ4_K>("Q4_K"),
    block<BlockQ5_K>("Q5_K"),
    block<BlockQ6_K>("Q6_K"),
    unread("Q8_K"),
    block<BlockIQ2_XXS>("IQ2_XXS"),
    block<BlockIQ2_XS>("IQ2_XS"),
    block<BlockIQ3_XXS>("IQ3_XXS"),
    block<BlockIQ1_S>("IQ1_S"),
    block<BlockIQ4_NL>("IQ4_NL"),
    block<BlockIQ3_S>("IQ3_S"),
    block<BlockIQ2_S>("IQ2_S"),
    block<BlockIQ4_XS>("IQ4_XS"),
    unread("I8"),
    unread("I16"),
    unread("I32"),
    unread("I64"),
    unread("F64"),
    block<BlockIQ1_M>("IQ1_M"),
    DTypeTraits{"BF16", 1, 2},
    kRemoved,
    kRemoved,
    kRemoved,
    block<BlockTQ1_0>("TQ1_0"),
    block<BlockTQ2_0>("TQ2_0"),
    kRemoved,
    kRemoved,
    kRemoved,
    block<BlockMXFP4>("MXFP4"),
};

} // namespace

const DTypeTraits& traits(DType dtype)
{
    const auto number = static_cast<std::size_t>(dtype);
    CORE_CHECK(number < kTypes.size() && kTypes[number].blockBytes != 0);
    return kTypes[number];
}

std::optional<DType> dtypeFromGguf(std::uint32_t number)
{
    if (number < kTypes.size() && kTypes[number].blockBytes != 0)
        return static_cast<DType>(number);
    return std::nullopt;
}

std::optional<DType> dtypeNamed(std::string_view name)
{
    const auto alike = [](char a, char b) {
        return std::toupper(static_cast<unsigned char>(a)) == b;
    };
    for (std::uint32_t number = 0; number < kTypes.size(); ++number) {
        const std::string_view known = kTypes[number].name; // in capitals
        if (kTypes[number].blockBytes != 0 &&
            std::equal(name.begin(), name.end(), known.begin(), known.end(), alike))
            return static_cast<DType>(number);
    }
    return std::nullopt;
}

std::string_view ggufTypeName(std::uint32_t number)
{
    return number < kTypes.size() ? kTypes[number].name : std::string_view();
}

std::size_t byteSize(DType dtype, std::size_t elements)
{
    const DTypeTraits& t = traits(dtype);
    CORE_DCHECK(elements % t.blockElements == 0);
    return elements / t.blockElements * t.blockBytes;
}

} // namespace core
