// A weight matrix as the kernels want it.
//
// Quantised types are repacked at load into strips of 8 rows (packed_layout.h), which take about
// the space they take in the file: up to 5 % more, but the types whose form is "Wide" (IQ1 to IQ3,
// TQ) become 8 bits. The last strip is filled up with zero rows.
//
// Full-precision types (F32, F16, BF16) stay where they are mapped, row-major.
#pragma once

#include "core/base/result.h"
#include "core/kernels/kernel_table.h"
#include "core/tensor/dtype.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

namespace core {

class WorkerTeam;

class PackedMatrix
{
public:
    PackedMatrix() = default;

    // data: [rows, cols] in whole blocks. It must outlive the matrix for full-precision types
    // (unless it is not aligned to its elements: then it is copied), and may go after the call for
    // quantised ones, of which whenRepacked is told piece by piece, on any thread of the team.
    // Fails with OutOfMemory.
    static Result<PackedMatrix>
    pack(DType dtype,
         std::size_t rows,
         std::size_t cols,
         std::span<const std::byte> data,
         WorkerTeam& team,
         const std::function<void(std::span<const std::byte> piece)>& whenRepacked = {});

    DType dtype() const { return m_dtype; }
    std::size_t rows() const { return m_rows; }
    std::size_t cols() const { return m_cols; }
    bool isQuantised() const { return traits(m_dtype).blockElements > 1; }
    std::size_t sizeBytes() const;

    std::size_t stripCount() const { return (m_rows + kStripRows - 1) / kStripRows; }
    // Quantised types only.
    PackedStrips strips(std::size_t first, std::size_t count) const
    {
        return {m_owned.get() + first * m_stripBytes, m_stripBytes, count};
    }
    // Full precision only: row `row` of the mapped matrix.
    const std::byte* row(std::size_t row) const { return m_mapped + row * m_rowBytes; }

private:
    struct Free
    {
        void operator()(std::byte* memory) const;
    };

    Status allocate(std::size_t bytes);

    DType m_dtype = DType::F32;
    std::size_t m_rows = 0;
    std::size_t m_cols = 0;
    std::size_t m_rowBytes = 0;
    std::size_t m_stripBytes = 0;
    std::unique_ptr<std::byte[], Free> m_owned; // 64-byte aligned
    const std::byte* m_mapped = nullptr;
};

} // namespace core
