// LaTeX formulas as text, for pages that cannot draw them: letters slanted, indices raised and
// lowered, symbols as Unicode has them. Pure, and linear in the length of the source.
#pragma once

#include "ui/markdown/block.h"

#include <optional>

namespace ui::markdown {

// source: what stands between the dollars or brackets. Nothing where it holds something that text
// cannot show, such as a matrix: the source is shown then.
std::optional<Spans> parseMath(const QString& source);

constexpr qsizetype kLongestMath = 1000; // characters of one formula

} // namespace ui::markdown
