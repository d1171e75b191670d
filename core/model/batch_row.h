// What a forward pass computes at once.
#pragma once

#include "core/base/token.h"
#include "core/cache/kv_pool.h"

#include <cstddef>
#include <span>

namespace core {

// One token to compute. Rows of one sequence come in ascending positions.
struct BatchRow
{
    TokenId token = 0;
    std::size_t position = 0; // in its sequence, 0-based
    std::span<const PageId>
        pages; // of its sequence; covers position; positions before it are stored or in the batch
    bool wantsLogits = false;
};

} // namespace core
