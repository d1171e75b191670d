#include "core/kernels/pack_strip.h"

#include "core/base/check.h"
#include "core/base/half.h"
#include "core/tensor/codebook_blocks.h"
#include "core/tensor/integer_block.h"
#include "core/tensor/quant_blocks.h"

#include <array>
#include <bit>
#include <cstring>

namespace core {

namespace {

using Codes = std::array<std::uint8_t, kBlockColumns>;

Codes codesOf(const PackedLayout& layout, const std::int8_t* q)
{
    Codes codes;
    for (std::size_t k = 0; k < codes.size(); ++k)
        codes[k] = static_cast<std::uint8_t>(q[k] + layout.offset);
    return codes;
}

// Four codes, one per byte of a word, so that the loops below move four at a time.
std::uint32_t fourCodes(const Codes& codes, std::size_t g)
{
    std::uint32_t word = 0;
    std::memcpy(&word, codes.data() + 4 * g, sizeof word);
    return word;
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
    for (std::size_t half = 0; half < 2; ++half, out += 4) {
        std::uint32_t plane = 0;
        for (std::size_t g = 0; g < 4; ++g)
            plane |= (fourCodes(codes, 4 * half + g) >> shift & 0x03030303U) << (2 * g);
        std::memcpy(out, &plane, sizeof plane);
    }
    return out;
}

std::uint8_t* writeBits(const Codes& codes, int shift, std::uint8_t* out)
{
    std::uint32_t plane = 0;
    for (std::size_t g = 0; g < 8; ++g)
        plane |= (fourCodes(codes, g) >> shift & 0x01010101U) << g;
    std::memcpy(out, &plane, sizeof plane);
    return out + 4;
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

// Spreads the planes of one row over the strip.
void writeRow(const std::byte* planes, std::size_t count, std::size_t r, std::byte* out)
{
    for (std::size_t plane = 0; plane < count; ++plane)
        std::memcpy(out + (plane * kStripRows + r) * 4, planes + 4 * plane, 4);
}

void writeBlocks(const PackedLayout& layout,
                 const IntegerBlock& block,
                 std::size_t r,
                 std::byte* out)
{
    for (std::size_t k = 0; k < layout.columns; k += kBlockColumns, out += layout.blockBytes()) {
        std::byte planes[kBlockColumns];
        writePlanes(layout, codesOf(layout, block.q + k), reinterpret_cast<std::uint8_t*>(planes));
        writeRow(planes, layout.bits, r, out);
    }
}

// Where the blocks of a file hold the planes just as they are wanted, the offset of the first in
// the block; else 0. Types whose codes are indices of a table are among them, so the table is never
// looked up backwards.
std::size_t planesInFile(DType dtype)
{
    switch (dtype) {
    case DType::Q4_0:
        return offsetof(BlockQ4_0, qs);
    case DType::Q4_1:
        return offsetof(BlockQ4_1, qs);
    case DType::Q8_0:
        return offsetof(BlockQ8_0, qs);
    case DType::MXFP4:
        return offsetof(BlockMXFP4, qs);
    case DType::IQ4_NL:
        return offsetof(BlockIQ4_NL, qs);
    case DType::IQ4_XS:
        return offsetof(BlockIQ4_XS, qs);
    default:
        return 0;
    }
}

void copyBlocks(const PackedLayout& layout, const std::byte* planes, std::size_t r, std::byte* out)
{
    for (std::size_t k = 0; k < layout.columns; k += kBlockColumns, out += layout.blockBytes()) {
        writeRow(planes, layout.bits, r, out);
        planes += 4 * layout.bits;
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
    const std::size_t inFile = planesInFile(dtype);
    for (std::size_t r = 0; r < kStripRows; ++r) {
        IntegerBlock block;
        std::byte* group = out;
        const std::byte* source = rows[r];
        for (std::size_t g = 0; g < cols / layout.columns; ++g, group += layout.groupBytes()) {
            if (source != nullptr)
                expand(source, block);
            writeHeader(layout, block, r, group);
            if (source != nullptr && inFile != 0)
                copyBlocks(layout, source + inFile, r, group + layout.blocksAt());
            else
                writeBlocks(layout, block, r, group + layout.blocksAt());
            if (source != nullptr)
                source += blockBytes;
        }
    }
}

} // namespace core
