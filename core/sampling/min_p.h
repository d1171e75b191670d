#pragma once

#include "core/sampling/candidates.h"

namespace core {

// Drops candidates less probable than p times the best one; the best always stays. p <= 0: off,
// nothing changes. The order of the candidates stays as it is.
void keepMinP(Candidates& candidates, float p);

} // namespace core
