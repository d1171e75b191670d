// Nguyen, Baker, Neo, Roush, Kirsch, Shwartz-Ziv: "Turning Up the Heat: Min-p Sampling for Creative
// and Coherent LLM Outputs", 2024, arXiv:2407.01082.
#include "core/sampling/min_p.h"

#include <algorithm>
#include <cmath>

namespace core {

void keepMinP(Candidates& candidates, float p)
{
    if (p <= 0.0F || candidates.empty())
        return;
    const float best = std::min_element(candidates.begin(), candidates.end(), ranksBefore)->logit;
    // p(x) >= p * p(best) in logits; no softmax needed. min() keeps the best where p > 1.
    const float least = std::min(best, best + std::log(p));
    std::erase_if(candidates,
                  [least](const Candidate& candidate) { return candidate.logit < least; });
}

} // namespace core
