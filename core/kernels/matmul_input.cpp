#include "core/kernels/matmul_input.h"

#include "core/kernels/kernel_table.h"
#include "core/threads/worker_team.h"

#include <algorithm>

namespace core {

void WorkerRoom::resize(int workers, std::size_t bytesEach)
{
    const std::size_t whole = (bytesEach + kCacheLine - 1) / kCacheLine * kCacheLine;
    m_bytesEach = std::max(m_bytesEach, whole);
    m_bytes.resize(std::max(m_bytes.size(), static_cast<std::size_t>(workers) * m_bytesEach));
}

void MatmulInput::set(const float* x, std::size_t rows, std::size_t cols)
{
    m_x = x;
    m_rows = rows;
    m_cols = cols;
    m_isQuantised = false;
    m_isInterleaved = false;
}

ActivationView MatmulInput::quantised(WorkerTeam& team)
{
    if (!m_isQuantised) {
        m_buffer.resize(m_rows, m_cols);
        team.run(m_rows, 4, [this](std::size_t begin, std::size_t end, int) {
            for (std::size_t row = begin; row < end; ++row)
                kernels().quantizeRow(
                    m_x + row * m_cols, m_cols / kBlockColumns, m_buffer.row(row));
        });
        m_isQuantised = true;
    }
    return m_buffer.view();
}

const float* MatmulInput::interleaved(WorkerTeam& team)
{
    if (!m_isInterleaved) {
        const std::size_t groupFloats = eightsOf(m_cols) * kFloatTileTokens * 8;
        const std::size_t groups = (m_rows + kFloatTileTokens - 1) / kFloatTileTokens;
        m_interleaved.resize(std::max(m_interleaved.size(), groups * groupFloats));
        team.run(m_rows, kFloatTileTokens, [&](std::size_t begin, std::size_t end, int) {
            for (std::size_t row = begin; row < end; ++row)
                kernels().interleaveF32(m_x + row * m_cols,
                                        m_cols,
                                        m_interleaved.data() +
                                            row / kFloatTileTokens * groupFloats +
                                            row % kFloatTileTokens * 8,
                                        kFloatTileTokens * 8);
        });
        m_isInterleaved = true;
    }
    return m_interleaved.data();
}

} // namespace core
