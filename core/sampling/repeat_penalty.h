#pragma once

#include "core/base/token.h"

#include <span>

namespace core {

// Makes tokens that occurred recently less likely: divides their positive logits by the penalty and
// multiplies the negative ones, once per token however often it occurred. 1: off. logits:
// [vocabSize]; ids outside are ignored.
void applyRepeatPenalty(std::span<float> logits, std::span<const TokenId> recent, float penalty);

} // namespace core
