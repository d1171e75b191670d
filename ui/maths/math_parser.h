// LaTeX's mathematics as a tree. Pure, and linear in the length of the source.
#pragma once

#include "ui/maths/math_node.h"

#include <optional>

namespace ui::maths {

constexpr qsizetype kLongestSource = 2000; // characters of one formula
constexpr int kDeepest = 20;               // parts within parts
constexpr int kMostNodes = 1500;

// source: what stands between the dollars or brackets. Nothing where it holds
// something that is not known here, or is more than the limits above: the
// source is shown then.
std::optional<MathNode> parseFormula(const QString& source);

} // namespace ui::maths
