// Fan, Lewis, Dauphin: "Hierarchical Neural Story Generation", 2018, arXiv:1805.04833.
#include "core/sampling/top_k.h"

#include <algorithm>
#include <cstddef>

namespace core {

namespace {

// partial_sort keeps a heap of k and looks at every other candidate once, which is the fastest way
// while the heap fits the nearest cache; beyond that, splitting at the k-th and sorting one side
// does less work.
constexpr std::size_t kHeapLimit = 512;

} // namespace

void keepTopK(Candidates& candidates, int k)
{
    if (k <= 0)
        return;
    const std::size_t kept = std::min(candidates.size(), static_cast<std::size_t>(k));
    const auto end = candidates.begin() + static_cast<std::ptrdiff_t>(kept);
    if (kept <= kHeapLimit) {
        std::partial_sort(candidates.begin(), end, candidates.end(), ranksBefore);
    } else {
        if (kept < candidates.size())
            std::nth_element(candidates.begin(), end, candidates.end(), ranksBefore);
        std::sort(candidates.begin(), end, ranksBefore);
    }
    candidates.resize(kept);
}

} // namespace core
