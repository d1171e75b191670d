#pragma once

#include "core/base/token.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace core {

// How the next token is chosen from the logits. The neutral value of each parameter is given.
struct SamplingParams
{
    float temperature = 0.7F; // 0: greedy, the most probable token
    int topK = 40;            // <= 0: off. Keeps the K most probable tokens
    float topP =
        0.95F; // 1: off. Keeps the smallest set whose probability reaches P (Holtzman et al. 2019)
    float minP =
        0.05F; // 0: off. Drops tokens below P times the best one's probability (Nguyen et al. 2024)
    float repeatPenalty =
        1.0F; // 1: off. Divides positive, multiplies negative logits of recent tokens (CTRL, 2019)
    int repeatWindow = 64;  // tokens that count as recent
    std::uint64_t seed = 0; // the same seed, prompt and parameters give the same answer
    // Added to the logits of single tokens before everything else, -100 … 100 each: -100 all but
    // forbids a token.
    std::vector<std::pair<TokenId, float>> logitBias = {};

    bool operator==(const SamplingParams&) const = default;
};

} // namespace core
