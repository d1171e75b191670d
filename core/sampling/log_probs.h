// The model's own opinion of tokens: natural logarithms of probabilities, before any sampling
// setting.
//
// Pure functions, thread-safe. Sums run in a fixed order, so equal logits give equal bits.
#pragma once

#include "core/base/token.h"
#include "core/sampling/candidates.h"

#include <cstddef>
#include <span>

namespace core {

class LogProbs
{
public:
    // logits: [vocabSize], not empty, borrowed. NaN counts as impossible.
    explicit LogProbs(std::span<const float> logits);

    // At least -9999, so that it is a number wherever it goes. token: an index of logits.
    float of(TokenId token) const;

    // The `count` most probable tokens, best first, each with its log-probability in place of its
    // logit.
    Candidates best(std::size_t count) const;

private:
    std::span<const float> m_logits;
    double m_normaliser = 0; // log of the sum of exp(logit)
};

} // namespace core
