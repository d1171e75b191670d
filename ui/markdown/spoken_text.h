// Markdown as a person would say it: for a voice, and for places that show one line of it. Pure.
#pragma once

#include <QString>

namespace ui::markdown {

// The words, a line for each paragraph, item and row of a table. A block of code is named rather
// than read, a formula is its source, and of a link only its text is left.
QString spokenText(const QString& markdown);

} // namespace ui::markdown
