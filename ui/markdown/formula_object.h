// Formulas as objects within the text of a document: one character each, drawn
// by maths. On the thread of the document.
#pragma once

#include "ui/markdown/block.h"

#include <QObject>
#include <QTextCharFormat>
#include <QTextCursor>
#include <QTextObjectInterface>

#include <vector>

namespace ui::markdown {

// Holds and draws the formulas of the document it is a child of.
//
// The formats in the document have only a number of each: Qt compares formats by a hash of their
// properties, which is the same for all values of types that it does not know, so that a document
// of a thousand formulas would compare each with all others.
class FormulaObject : public QObject, public QTextObjectInterface
{
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    static FormulaObject& of(QTextDocument& document);             // made where there is none
    static const FormulaObject* in(const QTextDocument& document); // null where there is none
    ~FormulaObject() override;

    // Appends what span holds and sets format to it; false where it cannot be drawn. It is drawn
    // smaller where it would be wider than widest.
    bool add(const Span& span, const QFont& font, QTextCharFormat& format, double widest);
    QString source(const QTextFormat& format) const; // empty where it is no formula

    QSizeF intrinsicSize(QTextDocument*, int, const QTextFormat& format) override;
    void drawObject(QPainter* painter,
                    const QRectF& rect,
                    QTextDocument*,
                    int,
                    const QTextFormat& format) override;

private:
    explicit FormulaObject(QTextDocument& document);

    struct Formula;
    const Formula* formula(const QTextFormat& format) const;

    std::vector<Formula> m_formulas;
};

// Inserts span, which holds a formula, as it looks among letters of this font.
// format: of the text around, with the colour of a link.
void insertFormula(QTextCursor& cursor,
                   const Span& span,
                   const QFont& font,
                   QTextCharFormat format,
                   double widest);

// The width it takes; 0 where span holds none.
double formulaWidth(const Span& span, const QFont& font);

// The text between two positions, with the source of each formula in its place.
QString textWithFormulas(const QTextCursor& selection);

} // namespace ui::markdown
