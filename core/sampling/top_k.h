#pragma once

#include "core/sampling/candidates.h"

namespace core {

// Keeps the k best candidates, sorted best first. k <= 0: off, nothing changes.
void keepTopK(Candidates& candidates, int k);

} // namespace core
