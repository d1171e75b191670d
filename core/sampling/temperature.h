#pragma once

#include "core/sampling/candidates.h"

namespace core {

// Sharpens (below 1) or flattens (above 1) the distribution; 1 keeps it. Afterwards the best logit
// is 0 and the others are at or below it, possibly -infinity. temperature > 0.
void applyTemperature(Candidates& candidates, float temperature);

} // namespace core
