// Rows of float32 in the order of InterleavedTile (kernel_table.h).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace core {

inline std::size_t eightsOf(std::size_t columns)
{
    return (columns + 7) / 8;
}

// One row among those of a group. out: its first eight; the next is `step` on.
inline void interleaveRow(const float* row, std::size_t columns, float* out, std::size_t step)
{
    std::size_t k = 0;
    for (; k + 8 <= columns; k += 8, out += step)
        std::memcpy(out, row + k, 8 * sizeof(float)); // a length that is known needs no call
    if (k != columns)
        std::fill(std::copy_n(row + k, columns - k, out), out + 8, 0.0F);
}

} // namespace core
