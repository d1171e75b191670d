// Puts blocks of Markdown into text documents. A document is safe to use on any one thread.
#pragma once

#include "ui/markdown/block.h"
#include "ui/theme/palette.h"

#include <QFont>
#include <QTextCharFormat>
#include <QTextDocument>
#include <QTextTableFormat>

#include <limits>

namespace ui {
class Theme;
}

class QTextCursor;

namespace ui::markdown {

// What blocks look like, in a window or on paper.
struct TextStyle
{
    QFont font; // of paragraphs
    QFont codeFont;
    Palette palette;
    double pixel = 1; // of a window, in the document's units
    double widestFormula = std::numeric_limits<double>::infinity(); // wider ones are drawn smaller
    QTextCharFormat letters = {}; // what all text has beside the document's font
};

QFont headingFont(int level, const QFont& text); // level: 1..6

// Begins with the block that the cursor is in. Formulas in lines of their own stand in the middle,
// without the blanks around them. base: the font of the text.
void insertParagraphs(QTextCursor& cursor,
                      const Spans& spans,
                      const QFont& base,
                      const QTextBlockFormat& paragraph,
                      const TextStyle& style);

// format: where it stands; the rest is set here.
void insertTable(QTextCursor& cursor,
                 const Block& block,
                 const TextStyle& style,
                 QTextTableFormat format = {});

// Replaces the document's content. Of a Code block the code alone; of a ListItem the text without
// its marker. False: there are more emoji in the code than are laid out at once, and fillFurther()
// goes on.
bool fillDocument(QTextDocument& document, const Block& block, const Theme& theme);

// Appends the next lines of a Code block whose first ones are there; true: now all are.
bool fillFurther(QTextDocument& document, const Block& block);

// Code as it is shown and copied: hidden marks, some of which reorder text, are written out as
// "⟨U+202E⟩", so that what is read is what runs.
QString visibleCode(const QString& code);

// The same with endless lines broken: what a Code block's document holds.
QString codeForLayout(const QString& code);

} // namespace ui::markdown
