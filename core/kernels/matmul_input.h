// The left operand of matrix products, in the forms that their kernels read. Not thread-safe: the
// thread that multiplies owns it, and hands parts to its team.
#pragma once

#include "core/base/line_vector.h"
#include "core/kernels/activations.h"

#include <cstddef>

namespace core {

class WorkerTeam;

// Where each worker writes weights in another order before it multiplies them. Grows, never
// shrinks.
class WorkerRoom
{
public:
    void resize(int workers, std::size_t bytesEach);

    // 64-byte aligned; null before resize().
    std::byte* of(int worker)
    {
        return m_bytes.data() + static_cast<std::size_t>(worker) * m_bytesEach;
    }

private:
    std::size_t m_bytesEach = 0; // whole cache lines
    LineVector<std::byte> m_bytes;
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
    WorkerRoom& room() { return m_room; }

private:
    const float* m_x = nullptr;
    std::size_t m_rows = 0;
    std::size_t m_cols = 0;
    bool m_isQuantised = false;
    bool m_isInterleaved = false;
    ActivationBuffer m_buffer;
    LineVector<float> m_interleaved;
    WorkerRoom m_room;
};

} // namespace core
