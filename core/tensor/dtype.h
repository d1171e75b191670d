// Element types of stored tensors. Quantised types come in blocks of a fixed number of elements
// along the innermost dimension; the byte layouts are in quant_blocks.h and codebook_blocks.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace core {

// The values are the type numbers of GGUF files (ggml.h, enum ggml_type).
enum class DType : std::uint32_t
{
    F32 = 0,
    F16 = 1,
    Q4_0 = 2,
    Q4_1 = 3,
    Q5_0 = 6,
    Q5_1 = 7,
    Q8_0 = 8,
    Q2_K = 10,
    Q3_K = 11,
    Q4_K = 12,
    Q5_K = 13,
    Q6_K = 14,
    IQ2_XXS = 16,
    IQ2_XS = 17,
    IQ3_XXS = 18,
    IQ1_S = 19,
    IQ4_NL = 20,
    IQ3_S = 21,
    IQ2_S = 22,
    IQ4_XS = 23,
    IQ1_M = 29,
    BF16 = 30,
    TQ1_0 = 34,
    TQ2_0 = 35,
    MXFP4 = 39,
};

struct DTypeTraits
{
    std::string_view name;
    std::size_t blockElements; // elements a block holds: 1, 32 or 256
    std::size_t blockBytes;
};

const DTypeTraits& traits(DType dtype);

// The type with this GGUF number; empty for types this version does not read.
std::optional<DType> dtypeFromGguf(std::uint32_t number);

// The type with this name, in any case; empty for types this version does not read.
std::optional<DType> dtypeNamed(std::string_view name);

// The name GGUF gives this number ("Q8_1"), also for types this version does not read; "type 77" is
// not named: empty.
std::string_view ggufTypeName(std::uint32_t number);

// Bytes of `elements` values; elements must be a whole number of blocks. The caller has checked for
// overflow.
std::size_t byteSize(DType dtype, std::size_t elements);

} // namespace core
