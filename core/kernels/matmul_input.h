// The left operand of matrix products, in the forms that their kernels read. Not thread-safe: the
// thread that multiplies owns it, and hands parts to its team.
#pragma once

#include "core/kernels/activations.h"

#include <cstddef>
#include <vector>

namespace core {

class WorkerTeam;

// Where each worker unpacks the strips that it multiplies. Grows, never shrinks.
class UnpackRoom
{
public:
    void resize(int workers, std::size_t blocks);

    // 64-byte aligned; null before resize().
    std::byte* of(int worker)
    {
        if (m_lines.empty())
            return nullptr;
        return m_lines[static_cast<std::size_t>(worker) * m_linesEach].bytes;
    }

private:
    struct alignas(64) Line
    {
        std::byte bytes[64];
    };

    std::size_t m_linesEach = 0;
    std::vector<Line> m_lines;
};

// The left operand, in the form the weights want; prepare once, multiply by several matrices of the
// same kind.
class MatmulInput
{
public:
    // x: [rows, cols], borrowed. Quantises to 8 bits only if asked by multiplying with a quantised
    // matrix.
    void set(const float* x, std::size_t rows, std::size_t cols);

    const float* values() const { return m_x; }
    std::size_t rows() const { return m_rows; }
    std::size_t cols() const { return m_cols; }
    ActivationView quantised(WorkerTeam& team); // quantises on first call after set()
    // [groups of kFloatTileTokens rows, eights of columns, row of the group, 8], as InterleavedTile
    // has them; made on first call after set().
    const float* interleaved(WorkerTeam& team);
    UnpackRoom& unpackRoom() { return m_room; }

private:
    const float* m_x = nullptr;
    std::size_t m_rows = 0;
    std::size_t m_cols = 0;
    bool m_isQuantised = false;
    bool m_isInterleaved = false;
    ActivationBuffer m_buffer;
    std::vector<float> m_interleaved;
    UnpackRoom m_room;
};

} // namespace core
