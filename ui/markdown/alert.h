// The alerts of GitHub: quotes that begin with "[!NOTE]" and the like.
#pragma once

#include "ui/markdown/block.h"
#include "ui/theme/palette.h"

namespace ui::markdown {

Alert alertAt(QStringView line); // None: the line, without the marks of its quote, begins none
QString alertName(Alert alert);  // translated
QColor alertColour(Alert alert, const Palette& palette); // of None that of other quotes

} // namespace ui::markdown
