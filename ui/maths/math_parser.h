// LaTeX's mathematics as a tree. Pure, and linear in the length of the source.
#pragma once

#include "ui/maths/math_node.h"

#include <optional>

namespace ui::maths {

// source: what stands between the dollars or brackets. Nothing where it holds something that is not
// known here, or more than a tree's limits: the source is shown then.
std::optional<MathNode> parseFormula(const QString& source);

} // namespace ui::maths
