// Gives the parts of a formula their sizes and places, after the rules of TeX where they matter to
// the eye. As fonts are used, not before the QGuiApplication is there.
#pragma once

#include "ui/maths/math_node.h"
#include "ui/maths/math_picture.h"

namespace ui::maths {

// font: of the text around; its size is taken, the letters are those of a serif font. isDisplay: in
// a line of its own, where sums and fractions have more room.
MathPicture layOutFormula(const MathNode& formula, const QFont& font, bool isDisplay);

} // namespace ui::maths
