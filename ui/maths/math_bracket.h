// Brackets that grow with what they hold. They are drawn in strokes, since fonts have them in a few
// sizes at most. As fonts are used, not before the QGuiApplication is there.
#pragma once

#include "ui/maths/math_picture.h"

#include <algorithm>

namespace ui::maths {

// The height of a bracket's middle and of a fraction's bar above the baseline, in em.
constexpr double kAxis = 0.25;

// em: in pixels.
inline double barThickness(double em)
{
    return std::max(1.0, em * 0.055);
}

// inside between two brackets, "" where a side has none. letters: for what does not grow, such as
// arrows.
MathPicture fenced(const MathPicture& inside,
                   const QString& left,
                   const QString& right,
                   double em,
                   const QFont& letters);

} // namespace ui::maths
