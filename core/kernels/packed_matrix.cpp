#include "core/kernels/packed_matrix.h"

#include "core/base/check.h"
#include "core/threads/worker_team.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace core {

namespace {

using Bytes = std::uint8_t;

// Moves the 4-byte units of 8 source rows so that unit v of row r lands at [v][r].
void interleave(const Bytes* const (&rows)[kStripRows], std::size_t units, Bytes* out)
{
    for (std::size_t v = 0; v < units; ++v)
        for (std::size_t r = 0; r < kStripRows; ++r)
            std::memcpy(out + (v * kStripRows + r) * 4, rows[r] + v * 4, 4);
}

// Q4_0, Q4_1 and Q8_0 differ only in how many half-precision numbers precede the quants of a block.
void packSimpleStrip(const Bytes* const (&rows)[kStripRows],
                     std::size_t blocks,
                     std::size_t halves,
                     std::size_t quantBytes,
                     Bytes* out)
{
    const std::size_t blockBytes = halves * 2 + quantBytes;
    for (std::size_t b = 0; b < blocks; ++b) {
        const Bytes* quants[kStripRows];
        for (std::size_t r = 0; r < kStripRows; ++r) {
            const Bytes* block = rows[r] + b * blockBytes;
            for (std::size_t h = 0; h < halves; ++h)
                std::memcpy(out + (h * kStripRows + r) * 2, block + h * 2, 2);
            quants[r] = block + halves * 2;
        }
        out += halves * 2 * kStripRows;
        interleave(quants, quantBytes / 4, out);
        out += quantBytes * kStripRows;
    }
}

// The 256 values 0 … 63 of a Q6_K superblock, in order (layout: quant_blocks.h).
std::array<Bytes, 256> unpackQ6K(const Bytes* block)
{
    std::array<Bytes, 256> q{};
    const Bytes* low = block;
    const Bytes* high = block + 128;
    for (std::size_t half = 0; half < 2; ++half, low += 64, high += 32) {
        Bytes* out = q.data() + half * 128;
        for (std::size_t l = 0; l < 32; ++l) {
            out[l] = Bytes((low[l] & 15) | ((high[l] & 3) << 4));
            out[l + 32] = Bytes((low[l + 32] & 15) | (((high[l] >> 2) & 3) << 4));
            out[l + 64] = Bytes((low[l] >> 4) | (((high[l] >> 4) & 3) << 4));
            out[l + 96] = Bytes((low[l + 32] >> 4) | ((high[l] >> 6) << 4));
        }
    }
    return q;
}

void packQ6KStrip(const Bytes* const (&rows)[kStripRows], std::size_t superblocks, Bytes* out)
{
    constexpr std::size_t kScales = 192; // offset of the 16 scales, then of d
    constexpr std::size_t kBlockBytes = 210;
    for (std::size_t s = 0; s < superblocks; ++s) {
        std::array<Bytes, 256> q[kStripRows];
        for (std::size_t r = 0; r < kStripRows; ++r) {
            const Bytes* block = rows[r] + s * kBlockBytes;
            q[r] = unpackQ6K(block);
            std::memcpy(out + r * 2, block + kScales + 16, 2);
            for (std::size_t i = 0; i < 16; ++i)
                out[16 + i * kStripRows + r] = block[kScales + i];
        }
        out += 16 + 128;
        for (std::size_t b = 0; b < 8; ++b) {
            for (std::size_t v = 0; v < 4; ++v)
                for (std::size_t r = 0; r < kStripRows; ++r)
                    for (std::size_t j = 0; j < 4; ++j) {
                        const Bytes first = q[r][b * 32 + v * 4 + j];
                        const Bytes second = q[r][b * 32 + 16 + v * 4 + j];
                        *out++ = Bytes((first & 15) | (second << 4));
                    }
            for (std::size_t h = 0; h < 2; ++h)
                for (std::size_t r = 0; r < kStripRows; ++r)
                    for (std::size_t j = 0; j < 4; ++j) {
                        unsigned bits = 0;
                        for (std::size_t i = 0; i < 4; ++i)
                            bits |= unsigned(q[r][b * 32 + (h * 4 + i) * 4 + j] >> 4) << (2 * i);
                        *out++ = Bytes(bits);
                    }
        }
    }
}

void packStrip(DType dtype, const Bytes* const (&rows)[kStripRows], std::size_t cols, Bytes* out)
{
    switch (dtype) {
    case DType::Q4_0:
        return packSimpleStrip(rows, cols / 32, 1, 16, out);
    case DType::Q4_1:
        return packSimpleStrip(rows, cols / 32, 2, 16, out);
    case DType::Q8_0:
        return packSimpleStrip(rows, cols / 32, 1, 32, out);
    case DType::Q6_K:
        return packQ6KStrip(rows, cols / 256, out);
    case DType::F32:
    case DType::F16:
    case DType::BF16:
        break;
    }
}

} // namespace

void PackedMatrix::Free::operator()(std::byte* memory) const
{
    std::free(memory);
}

std::size_t PackedMatrix::sizeBytes() const
{
    return isQuantised() ? stripCount() * m_stripBytes : m_rows * m_rowBytes;
}

Status PackedMatrix::allocate(std::size_t bytes)
{
    m_owned.reset(static_cast<std::byte*>(std::aligned_alloc(64, (bytes + 63) / 64 * 64)));
    if (m_owned == nullptr)
        return fail(ErrorCode::OutOfMemory,
                    "{} bytes were needed for a weight matrix, and the system has no more memory; "
                    "close other programs or choose a smaller model",
                    bytes);
    return {};
}

Result<PackedMatrix> PackedMatrix::pack(
    DType dtype, std::size_t rows, std::size_t cols, std::span<const std::byte> data, WorkerTeam& team)
{
    PackedMatrix matrix;
    matrix.m_dtype = dtype;
    matrix.m_rows = rows;
    matrix.m_cols = cols;
    matrix.m_rowBytes = byteSize(dtype, cols);
    CORE_CHECK(data.size() == rows * matrix.m_rowBytes);

    if (!matrix.isQuantised()) {
        matrix.m_mapped = data.data();
        if (reinterpret_cast<std::uintptr_t>(data.data()) % traits(dtype).blockBytes != 0) {
            if (Status status = matrix.allocate(data.size()); !status)
                return fail(status.error());
            std::memcpy(matrix.m_owned.get(), data.data(), data.size());
            matrix.m_mapped = matrix.m_owned.get();
        }
        return matrix;
    }

    matrix.m_stripBytes = matrix.m_rowBytes * kStripRows;
    if (Status status = matrix.allocate(matrix.stripCount() * matrix.m_stripBytes); !status)
        return fail(status.error());
    const auto* source = reinterpret_cast<const Bytes*>(data.data());
    auto* packed = reinterpret_cast<Bytes*>(matrix.m_owned.get());
    const std::vector<Bytes> zeros(matrix.m_rowBytes);
    team.run(matrix.stripCount(), 16, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t s = begin; s < end; ++s) {
            const Bytes* strip[kStripRows];
            for (std::size_t r = 0; r < kStripRows; ++r) {
                const std::size_t row = s * kStripRows + r;
                strip[r] = row < rows ? source + row * matrix.m_rowBytes : zeros.data();
            }
            packStrip(dtype, strip, cols, packed + s * matrix.m_stripBytes);
        }
    });
    return matrix;
}

} // namespace core
