// Strips of one quantised matrix times rows of activations: what matrix products are made of.
#pragma once

#include "core/kernels/activations.h"
#include "core/kernels/kernel_table.h"
#include "core/kernels/packed_matrix.h"
#include "core/kernels/product.h"

#include <algorithm>
#include <cstddef>
#include <span>

namespace core {

// Rows of activations from which unpacking the codes of strips beforehand costs less than in every
// tile.
inline constexpr std::size_t kUnpackFrom = 2 * kTileTokens;

// The columns of a result that strips begin … end - 1 give.
struct StripColumns
{
    StripColumns(const PackedMatrix& w, std::size_t begin, std::size_t end)
        : first(begin * kStripRows)
        , count(std::min(end * kStripRows, w.rows()) - first)
    {
    }

    std::size_t first;
    std::size_t count;
};

// Calls visit(product, first strip, last strip + 1) for each product's part of the strips begin …
// end - 1, where those of all products are counted in a row.
template <class Visit>
void forEachPart(std::span<const Product> products,
                 std::size_t begin,
                 std::size_t end,
                 const Visit& visit)
{
    std::size_t first = 0; // of the matrix
    for (const Product& product : products) {
        const std::size_t next = first + product.w.stripCount();
        if (begin < next && end > first)
            visit(product, std::max(begin, first) - first, std::min(end, next) - first);
        first = next;
    }
}

// y: [rows, yStride], whose first column is that of strip `begin`. unpacked: room for the codes of
// kTileStrips strips, needed from kUnpackFrom rows on.
void multiplyStrips(const PackedMatrix& w,
                    std::size_t begin,
                    std::size_t end,
                    const ActivationView& x,
                    std::size_t rows,
                    std::byte* unpacked,
                    float* y,
                    std::size_t yStride);

} // namespace core
