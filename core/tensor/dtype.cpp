#include "core/tensor/dtype.h"

#include "core/base/check.h"

#include <array>

namespace core {

const DTypeTraits& traits(DType dtype)
{
    static constexpr DTypeTraits kF32{"F32", 1, 4};
    static constexpr DTypeTraits kF16{"F16", 1, 2};
    static constexpr DTypeTraits kBf16{"BF16", 1, 2};
    static constexpr DTypeTraits kQ4_0{"Q4_0", 32, 18};
    static constexpr DTypeTraits kQ4_1{"Q4_1", 32, 20};
    static constexpr DTypeTraits kQ8_0{"Q8_0", 32, 34};
    static constexpr DTypeTraits kQ6_K{"Q6_K", 256, 210};
    switch (dtype) {
    case DType::F32:
        return kF32;
    case DType::F16:
        return kF16;
    case DType::BF16:
        return kBf16;
    case DType::Q4_0:
        return kQ4_0;
    case DType::Q4_1:
        return kQ4_1;
    case DType::Q8_0:
        return kQ8_0;
    case DType::Q6_K:
        return kQ6_K;
    }
    CORE_CHECK(!"a DType outside its enumerators");
    return kF32;
}

std::optional<DType> dtypeFromGguf(std::uint32_t number)
{
    switch (static_cast<DType>(number)) {
    case DType::F32:
    case DType::F16:
    case DType::BF16:
    case DType::Q4_0:
    case DType::Q4_1:
    case DType::Q8_0:
    case DType::Q6_K:
        return static_cast<DType>(number);
    }
    return std::nullopt;
}

std::string_view ggufTypeName(std::uint32_t number)
{
    // ggml.h, enum ggml_type; empty entries were removed from the format.
    static constexpr std::array<std::string_view, 40> kNames = {
        "F32",     "F16",   "Q4_0",  "Q4_1",    "",      "",      "Q5_0",   "Q5_1",
        "Q8_0",    "Q8_1",  "Q2_K",  "Q3_K",    "Q4_K",  "Q5_K",  "Q6_K",   "Q8_K",
        "IQ2_XXS", "IQ2_XS", "IQ3_XXS", "IQ1_S", "IQ4_NL", "IQ3_S", "IQ2_S", "IQ4_XS",
        "I8",      "I16",   "I32",   "I64",     "F64",   "IQ1_M", "BF16",   "",
        "",        "",      "TQ1_0", "TQ2_0",   "",      "",      "",       "MXFP4"};
    return number < kNames.size() ? kNames[number] : std::string_view();
}

std::size_t byteSize(DType dtype, std::size_t elements)
{
    const DTypeTraits& t = traits(dtype);
    CORE_DCHECK(elements % t.blockElements == 0);
    return elements / t.blockElements * t.blockBytes;
}

} // namespace core
