// Ackley, Hinton, Sejnowski: "A Learning Algorithm for Boltzmann Machines", 1985: p ~ exp(logit /
// T).
#include "core/sampling/temperature.h"

#include "core/base/check.h"

#include <algorithm>

namespace core {

void applyTemperature(Candidates& candidates, float temperature)
{
    CORE_CHECK(temperature > 0);
    if (candidates.empty())
        return;
    const float best = std::min_element(candidates.begin(), candidates.end(), ranksBefore)->logit;
    // Shifting first keeps the best at exactly 0, however small the temperature.
    for (Candidate& candidate : candidates)
        candidate.logit = (candidate.logit - best) / temperature;
}

} // namespace core
