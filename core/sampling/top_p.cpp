// Holtzman, Buys, Du, Forbes, Choi: "The Curious Case of Neural Text Degeneration", 2019,
// arXiv:1904.09751.
#include "core/sampling/top_p.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace core {

void keepTopP(Candidates& candidates, float p)
{
    if (p >= 1.0F || candidates.empty())
        return;
    const float best = std::min_element(candidates.begin(), candidates.end(), ranksBefore)->logit;
    double total = 0;
    for (const Candidate& candidate : candidates)
        total += std::exp(static_cast<double>(candidate.logit - best));

    const double wanted = static_cast<double>(p) * total;
    double reached = 0;
    std::size_t kept = 0;
    // The set is small as a rule, so only as much is sorted as is looked at: 64 candidates, then
    // four times as many.
    std::size_t sorted =
        std::is_sorted(candidates.begin(), candidates.end(), ranksBefore) ? candidates.size() : 0;
    while (kept < candidates.size() && (kept == 0 || reached < wanted)) {
        if (kept == sorted) {
            const std::size_t next =
                std::min(candidates.size(), std::max<std::size_t>(64, sorted * 4));
            std::partial_sort(candidates.begin() + static_cast<std::ptrdiff_t>(sorted),
                              candidates.begin() + static_cast<std::ptrdiff_t>(next),
                              candidates.end(),
                              ranksBefore);
            sorted = next;
        }
        reached += std::exp(static_cast<double>(candidates[kept].logit - best));
        ++kept;
    }
    candidates.resize(kept);
}

} // namespace core
