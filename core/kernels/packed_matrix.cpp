#include "core/kernels/packed_matrix.h"

#include "core/base/check.h"
#include "core/kernels/pack_strip.h"
#include "core/threads/worker_team.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace core {

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

Result<PackedMatrix>
PackedMatrix::pack(DType dtype,
                   std::size_t rows,
                   std::size_t cols,
                   std::span<const std::byte> data,
                   WorkerTeam& team,
                   const std::function<void(std::span<const std::byte>)>& whenRepacked)
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

    matrix.m_stripBytes = packedStripBytes(dtype, cols);
    if (Status status = matrix.allocate(matrix.stripCount() * matrix.m_stripBytes); !status)
        return fail(status.error());
    team.run(matrix.stripCount(), 16, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t s = begin; s < end; ++s) {
            const std::byte* strip[kStripRows];
            for (std::size_t r = 0; r < kStripRows; ++r) {
                const std::size_t row = s * kStripRows + r;
                strip[r] = row < rows ? data.data() + row * matrix.m_rowBytes : nullptr;
            }
            packStrip(dtype, strip, cols, matrix.m_owned.get() + s * matrix.m_stripBytes);
        }
        const std::size_t first = begin * kStripRows, last = std::min(end * kStripRows, rows);
        if (whenRepacked)
            whenRepacked(
                data.subspan(first * matrix.m_rowBytes, (last - first) * matrix.m_rowBytes));
    });
    return matrix;
}

} // namespace core
