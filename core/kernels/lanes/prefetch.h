// Weights asked for before they are wanted, whatever the vectors.
#pragma once

#include "core/kernels/lanes/inline.h"

#include <cstddef>

namespace {

// One row of activations gets its weights from memory, and the processor's own prefetching stops at
// every page: asks for what the next tile has at the same place.
template <int Tokens, int Rows, class Element>
FIRESIDE_INLINE void prefetchNextTile(const Element* w, std::size_t wStride)
{
    if constexpr (Tokens == 1) {
        for (int r = 0; r < Rows; ++r)
            __builtin_prefetch(w + (Rows + r) * wStride, 0, 3);
    }
}

} // namespace
