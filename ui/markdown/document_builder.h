// Fills a text document with one block of Markdown. GUI thread only, as fonts are used.
#pragma once

#include "ui/markdown/block.h"

#include <QColor>
#include <QFont>
#include <QTextDocument>

namespace ui {
class Theme;
}

namespace ui::markdown {

// Replaces the document's content. Of a Code block the code alone; of a ListItem the text without
// its marker.
void fillDocument(QTextDocument& document, const Block& block, const Theme& theme);

// Code as it is shown and copied: hidden marks, some of which reorder text, are written out as
// "⟨U+202E⟩", so that what is read is what runs.
QString visibleCode(const QString& code);

// The same with endless lines broken: what a Code block's document holds.
QString codeForLayout(const QString& code);

} // namespace ui::markdown
