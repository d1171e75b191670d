// Weights asked for before they are wanted, whatever the vectors.
#pragma once

#include "core/kernels/lanes/inline.h"

#include <cstddef>

namespace {

// One row of activations gets its weights from memory, and the processor's own prefetching stops at
// the end of every page: asks for what each row of weights has so many bytes further on.
template <int Tokens, int Rows, class Element>
FIRESIDE_INLINE void prefetchAhead(const Element* w, std::size_t wStride)
{
    constexpr std::size_t kAhead = 512 / sizeof(Element);
    if constexpr (Tokens == 1) {
        for (int r = 0; r < Rows; ++r)
            __builtin_prefetch(w + r * wStride + kAhead, 0, 3);
    }
}

} // namespace
