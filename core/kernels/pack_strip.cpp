#include "core/kernels/pack_strip.h"

#include "core/base/check.h"
#include "core/base/half.h"
#include "core/tensor/codebooks.h"
#include "core/tensor/integer_block.h"

#include <array>
#include <bit>
#include <cstring>

namespace core {

namespace {

using Codes = std::array<std::uint8_t, kBlockColumns>;

// Index: a table's value as an unsigned byte.
constexpr std::array<std::uint8_t, 256> inverseOf(const std::int8_t (&table)[16])
{
    std::array<std::uint8_t, 256> inverse{};
    for (int code = 15; code >= 0; --code) // the first code of a value counts
        inverse[static_cast<std::uint8_t>(table[code])] = static_cast<std::uint8_t>(code);
    return inverse;
}

Codes codesOf(const PackedLayout& layout, const std::int8_t* q)
{
    static constexpr std::array<std::uint8_t, 256> kIq4Codes = inverseOf(kIq4Values);
    static constexpr std::array<std::uint8_t, 256> kMxfp4Codes = inverseOf(kMxfp4Values);
    Codes codes;
    switch (layout.values) {
    case PackedLayout::Values::Offset:
        for (std::size_t k = 0; k < codes.size(); ++k)
            codes[k] = static_cast<std::uint8_t>(q[k] + layout.offset);
        break;
    case PackedLayout::Values::Iq4:
        for (std::size_t k = 0; k < codes.size(); ++k)
            codes[k] = kIq4Codes[static_cast<std::uint8_t>(q[k])];
        break;
    case PackedLayout::Values::Mxfp4:
        for (std::size_t k = 0; k < codes.size(); ++k)
            codes[k] = kMxfp4Codes[static_cast<std::uint8_t>(q[k])];
        break;
    }
    return codes;
}

// Each writes the planes of one row, 4 bytes per plane, and returns the place behind them.
std::uint8_t* writeNibbles(const Codes& codes, std::uint8_t* out)
{
    for (std::size_t i = 0; i < 16; ++i)
        out[i] = static_cast<std::uint8_t>((codes[i] & 15) | codes[i + 16] << 4);
    return out + 16;
}

std::uint8_t* writePairs(const Codes& codes, int shift, std::uint8_t* out)
{
    for (std::size_t half = 0; half < 2; ++half)
        for (std::size_t j = 0; j < 4; ++j) {
            unsigned byte = 0;
            for (std::size_t g = 0; g < 4; ++g)
                byte |= (codes[16 * half + 4 * g + j] >> shift & 3U) << (2 * g);
            *out++ = static_cast<std::uint8_t>(byte);
        }
    return out;
}

std::uint8_t* writeBits(const Codes& codes, int shift, std::uint8_t* out)
{
    for (std::size_t j = 0; j < 4; ++j) {
        unsigned byte = 0;
        for (std::size_t g = 0; g < 8; ++g)
            byte |= (codes[4 * g + j] >> shift & 1U) << g;
        *out++ = static_cast<std::uint8_t>(byte);
    }
    return out;
}

// The planes of one row's 32 codes; as many as a code has bits.
void writePlanes(const PackedLayout& layout, const Codes& codes, std::uint8_t* out)
{
    switch (layout.bits) {
    case 2:
        writePairs(codes, 0, out);
        break;
    case 3:
        writeBits(codes, 2, writePairs(codes, 0, out));
        break;
    case 4:
        writeNibbles(codes, out);
        break;
    case 5:
        writeBits(codes, 4, writeNibbles(codes, out));
        break;
    case 6:
        writePairs(codes, 4, writeNibbles(codes, out));
        break;
    default:
        std::memcpy(out, codes.data(), codes.size());
    }
}

void writeFactor(const PackedLayout& layout, float d, std::size_t r, std::byte* out)
{
    switch (layout.factor) {
    case PackedLayout::Factor::Half: {
        const std::uint16_t half = halfFromFloat(d);
        std::memcpy(out + 2 * r, &half, sizeof half);
        break;
    }
    case PackedLayout::Factor::Float:
        std::memcpy(out + 4 * r, &d, sizeof d);
        break;
    case PackedLayout::Factor::Exponent: { // the inverse of mxfp4Scale()
        const std::uint32_t bits = std::bit_cast<std::uint32_t>(d);
        const std::uint32_t exponent = bits >> 23;
        out[r] = static_cast<std::byte>(exponent != 0 ? exponent + 1 : bits >> 22);
        break;
    }
    }
}

void writeHeader(const PackedLayout& layout,
                 const IntegerBlock& block,
                 std::size_t r,
                 std::byte* out)
{
    writeFactor(layout, block.d, r, out);
    if (layout.minimum != PackedLayout::Minimum::None) {
        const std::uint16_t dmin = halfFromFloat(block.dmin);
        std::memcpy(out + layout.minimumAt() + 2 * r, &dmin, sizeof dmin);
    }
    for (std::size_t i = 0; i < layout.scales(); ++i) {
        const std::size_t from = i * layout.scaleColumns / 16;
        auto scale = static_cast<std::byte>(block.scale[from]);
        if (layout.minimum == PackedLayout::Minimum::Nibbles)
            scale |= static_cast<std::byte>(block.min[from] << 4);
        if (layout.minimum == PackedLayout::Minimum::Bytes)
            out[layout.minimumsAt() + i * kStripRows + r] = static_cast<std::byte>(block.min[from]);
        out[layout.scalesAt() + i * kStripRows + r] = scale;
    }
}

void writeBlocks(const PackedLayout& layout,
                 const IntegerBlock& block,
                 std::size_t r,
                 std::byte* out)
{
    for (std::size_t k = 0; k < layout.columns; k += kBlockColumns, out += layout.blockBytes()) {
        std::uint8_t planes[kBlockColumns];
        writePlanes(layout, codesOf(layout, block.q + k), planes);
        for (std::size_t plane = 0; plane < layout.bits; ++plane)
            std::memcpy(out + (plane * kStripRows + r) * 4, planes + 4 * plane, 4);
    }
}

} // namespace

PackedFormat packedFormatFor(DType dtype)
{
    switch (dtype) {
    case DType::Q4_0:
        return PackedFormat::Q4_0;
    case DType::Q4_1:
        return PackedFormat::Q4_1;
    case DType::Q5_0:
        return PackedFormat::Q5_0;
    case DType::Q5_1:
        return PackedFormat::Q5_1;
    case DType::Q8_0:
        return PackedFormat::Q8_0;
    case DType::IQ4_NL:
        return PackedFormat::IQ4_NL;
    case DType::MXFP4:
        return PackedFormat::MXFP4;
    case DType::Q2_K:
        return PackedFormat::Q2_K;
    case DType::Q3_K:
        return PackedFormat::Q3_K;
    case DType::Q4_K:
        return PackedFormat::Q4_K;
    case DType::Q5_K:
        return PackedFormat::Q5_K;
    case DType::Q6_K:
        return PackedFormat::Q6_K;
    case DType::IQ4_XS:
        return PackedFormat::IQ4_XS;
    case DType::IQ2_XXS:
    case DType::IQ2_XS:
    case DType::IQ2_S:
    case DType::IQ3_XXS:
    case DType::IQ3_S:
    case DType::IQ1_S:
    case DType::IQ1_M:
    case DType::TQ1_0:
    case DType::TQ2_0:
        return PackedFormat::Wide;
    case DType::F32:
    case DType::F16:
    case DType::BF16:
        break;
    }
    CORE_CHECK(!"a full-precision matrix has no strips");
    return PackedFormat::Wide;
}

std::size_t packedStripBytes(DType dtype, std::size_t cols)
{
    const PackedLayout layout = packedLayout(packedFormatFor(dtype));
    return cols / layout.columns * layout.groupBytes();
}

void packStrip(DType dtype,
               const std::byte* const (&rows)[kStripRows],
               std::size_t cols,
               std::byte* out)
{
    const PackedLayout layout = packedLayout(packedFormatFor(dtype));
    const ExpandBlock expand = expanderFor(dtype);
    const std::size_t blockBytes =
        traits(dtype).blockBytes; // the blocks of files are as wide as groups
    for (std::size_t r = 0; r < kStripRows; ++r) {
        IntegerBlock block;
        std::byte* group = out;
        for (std::size_t g = 0; g < cols / layout.columns; ++g, group += layout.groupBytes()) {
            if (rows[r] != nullptr)
                expand(rows[r] + g * blockBytes, block);
            writeHeader(layout, block, r, group);
            writeBlocks(layout, block, r, group + layout.blocksAt());
        }
    }
}

} // namespace core
