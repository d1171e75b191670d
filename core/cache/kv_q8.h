// Keys and values in 8 bits: of every position, each 32 components share a scale, as in Q8_0.
//
// One head of one page holds whole numbers of -127 … 127 first, then the scales as IEEE halves:
//   keys    numbers [headDim, kPageTokens], scales [blocks(headDim), kPageTokens]
//   values  numbers [kPageTokens, headDim], scales [kPageTokens, blocks(headDim)]
// The last block is shorter where headDim is no multiple of 32. A position is written without a
// look at the others, so that its numbers depend on nothing but itself.
#pragma once

#include <cstddef>

namespace core::kv_q8 {

inline constexpr std::size_t kBlock = 32;

// Of the keys, or of the values: 34 bytes for 32 components.
std::size_t headBytes(std::size_t headDim);

// k, v: [headDim]. head: [headBytes(headDim)].
void storeKey(const float* k, std::size_t headDim, std::size_t slot, std::byte* head);
void storeValue(const float* v, std::size_t headDim, std::size_t slot, std::byte* head);

// wide: [headDim, kPageTokens] and [kPageTokens, headDim].
void widenKeys(const std::byte* head, std::size_t headDim, float* wide);
void widenValues(const std::byte* head, std::size_t headDim, float* wide);

} // namespace core::kv_q8
