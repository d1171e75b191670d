// Formulas as objects within the text of a document: one character each, drawn
// by maths. GUI thread only.
#pragma once

#include "ui/markdown/block.h"

#include <QObject>
#include <QTextCharFormat>
#include <QTextCursor>
#include <QTextObjectInterface>

namespace ui::markdown {

// Draws the formulas of the document it is a child of.
class FormulaObject : public QObject, public QTextObjectInterface
{
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    explicit FormulaObject(QTextDocument* document);

    QSizeF intrinsicSize(QTextDocument*, int, const QTextFormat& format) override;
    void drawObject(QPainter* painter,
                    const QRectF& rect,
                    QTextDocument*,
                    int,
                    const QTextFormat& format) override;
};

// Inserts span, which holds a formula, as it looks among letters of this font.
// format: of the text around, with the colour of a link.
void insertFormula(QTextCursor& cursor,
                   const Span& span,
                   const QFont& font,
                   QTextCharFormat format);

// The width it takes; 0 where span holds none.
double formulaWidth(const Span& span, const QFont& font);

// The text between two positions, with the source of each formula in its place.
QString textWithFormulas(const QTextCursor& selection);

} // namespace ui::markdown
