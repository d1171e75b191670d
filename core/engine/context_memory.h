// How long a context window is, and what its keys and values take.
#pragma once

#include "core/cache/kv_pool.h"
#include "core/model/hyperparameters.h"

#include <cstddef>

namespace core {

inline constexpr std::size_t kUsualPrefillTokens = 256; // most prompt tokens per step

// wanted: tokens; 0: what the model was trained for, at most 8192.
std::size_t contextWindow(const Hyperparameters& hp, int wanted);

// What a page of this model's keys and values is made of.
KvShape keyValueShape(const Hyperparameters& hp, DType dtype);

} // namespace core
