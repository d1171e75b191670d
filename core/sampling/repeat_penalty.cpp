// Keskar, McCann, Varshney, Xiong, Socher: "CTRL: A Conditional Transformer Language Model for
// Controllable Generation", 2019, arXiv:1909.05858, section 4.1. There every logit is divided,
// which would reward repeated tokens with negative logits; these are multiplied here.
#include "core/sampling/repeat_penalty.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace core {

void applyRepeatPenalty(std::span<float> logits, std::span<const TokenId> recent, float penalty)
{
    if (penalty == 1.0F)
        return;
    std::vector<TokenId> distinct(recent.begin(), recent.end());
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    for (const TokenId id : distinct) {
        if (id < 0 || static_cast<std::size_t>(id) >= logits.size())
            continue;
        float& logit = logits[static_cast<std::size_t>(id)];
        logit = logit > 0 ? logit / penalty : logit * penalty;
    }
}

} // namespace core
