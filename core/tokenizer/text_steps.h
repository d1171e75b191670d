// Normalisation: rewrites a text before it is cut into pieces.
#pragma once

#include "core/tokenizer/tokenizer_spec.h"

#include <span>
#include <string>

namespace core {

// text is valid UTF-8; atStart: it begins where the whole text begins. Linear time, but for sorting
// combining marks.
std::string applyTextSteps(std::span<const TextStep> steps, std::string text, bool atStart);

} // namespace core
