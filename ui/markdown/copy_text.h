// Text on its way to other programs. GUI thread only.
#pragma once

#include <QString>

namespace ui::markdown {

// Puts text on the clipboard and, unless it is empty, HTML beside it, for programs that take
// formatted text.
void copyText(const QString& text, const QString& html);

} // namespace ui::markdown
