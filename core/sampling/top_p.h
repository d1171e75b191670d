#pragma once

#include "core/sampling/candidates.h"

namespace core {

// Keeps the smallest set of best candidates whose probability reaches p, sorted best first; always
// at least one. p >= 1: off, nothing changes.
void keepTopP(Candidates& candidates, float p);

} // namespace core
