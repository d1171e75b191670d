// Tokens that may still be chosen, and their scores: what the steps of the sampler pass on to each
// other.
#pragma once

#include "core/base/token.h"

#include <vector>

namespace core {

// logit is finite: Sampler replaces what a broken model may give (NaN, infinities) before the first
// step.
struct Candidate
{
    TokenId id = kNoToken;
    float logit = 0;

    bool operator==(const Candidate&) const = default;
};

using Candidates = std::vector<Candidate>;

// Best first; equal logits by id, so that the order never depends on how it was reached.
inline bool ranksBefore(const Candidate& a, const Candidate& b)
{
    return a.logit != b.logit ? a.logit > b.logit : a.id < b.id;
}

} // namespace core
