#include "ui/markdown/formula_object.h"

#include "ui/maths/math_layout.h"
#include "ui/maths/math_parser.h"

#include <QAbstractTextDocumentLayout>
#include <QFontInfo>
#include <QFontMetrics>
#include <QFontMetricsF>
#include <QPainter>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextDocumentFragment>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace ui::markdown {

namespace {

constexpr int kFormula = QTextFormat::UserObject + 1;
constexpr int kNumber = QTextFormat::UserProperty + 1; // of the formula, from 0
constexpr double kSide = 1.0 / 16;                     // left and right of a formula, of the font's

// With a little room at its sides; within a line as high as its text at least.
std::optional<maths::MathPicture> pictureOf(const Span& span, const QFont& font)
{
    const auto tree = maths::parseFormula(span.math);
    if (!tree)
        return std::nullopt;
    const double side = kSide * QFontInfo(font).pixelSize();
    maths::MathPicture picture;
    picture.grow(maths::layOutFormula(*tree, font, span.isDisplay), {side, 0});
    picture.width += side;
    if (!span.isDisplay) {
        const QFontMetricsF line(font);
        picture.ascent = std::max(picture.ascent, line.ascent());
        picture.descent = std::max(picture.descent, line.descent());
    }
    return picture;
}

// Half of what the box stands above the baseline more than below it. Text
// documents know no baseline of objects: those that are aligned at the middle
// stand a quarter of their font's x-height above the line's, so that a font of
// the right size puts them where they belong.
double lift(const maths::MathPicture& picture)
{
    return std::max(0.0, (picture.ascent - picture.descent) / 2);
}

double boxHeight(const maths::MathPicture& picture)
{
    return 2 * std::max(picture.ascent - lift(picture), picture.descent + lift(picture));
}

QFont liftingFont(QFont font, double lifted)
{
    constexpr int kMeasured = 200;
    font.setPixelSize(kMeasured);
    const double share = double(QFontMetrics(font).xHeight()) / kMeasured;
    font.setPixelSize(std::max(1, int(std::lround(4 * lifted / std::max(0.1, share)))));
    return font;
}

} // namespace

struct FormulaObject::Formula
{
    maths::MathPicture picture;
    QString source;
};

FormulaObject::FormulaObject(QTextDocument& document)
    : QObject(&document)
{
    document.documentLayout()->registerHandler(kFormula, this);
}

FormulaObject::~FormulaObject() = default;

const FormulaObject* FormulaObject::in(const QTextDocument& document)
{
    return document.findChild<const FormulaObject*>(QString(), Qt::FindDirectChildrenOnly);
}

FormulaObject& FormulaObject::of(QTextDocument& document)
{
    auto* object = document.findChild<FormulaObject*>(QString(), Qt::FindDirectChildrenOnly);
    return object != nullptr ? *object : *new FormulaObject(document);
}

bool FormulaObject::add(const Span& span, const QFont& font, QTextCharFormat& format, double widest)
{
    std::optional<maths::MathPicture> picture = pictureOf(span, font);
    if (picture && picture->width > widest) {
        QFont smaller = font;
        smaller.setPixelSize(
            std::max(1, int(QFontInfo(font).pixelSize() * widest / picture->width)));
        picture = pictureOf(span, smaller);
    }
    if (!picture)
        return false;
    format.setFont(liftingFont(font, lift(*picture)));
    format.setVerticalAlignment(QTextCharFormat::AlignMiddle);
    format.setObjectType(kFormula);
    format.setProperty(kNumber, int(m_formulas.size()));
    m_formulas.push_back({std::move(*picture), span.text});
    return true;
}

const FormulaObject::Formula* FormulaObject::formula(const QTextFormat& format) const
{
    const std::size_t number =
        format.hasProperty(kNumber) ? std::size_t(format.intProperty(kNumber)) : m_formulas.size();
    return number < m_formulas.size() ? &m_formulas[number] : nullptr;
}

QString FormulaObject::source(const QTextFormat& format) const
{
    const Formula* held = formula(format);
    return held != nullptr ? held->source : QString();
}

QSizeF FormulaObject::intrinsicSize(QTextDocument*, int, const QTextFormat& format)
{
    const Formula* held = formula(format);
    return held != nullptr ? QSizeF(held->picture.width, boxHeight(held->picture)) : QSizeF();
}

void FormulaObject::drawObject(
    QPainter* painter, const QRectF& rect, QTextDocument*, int, const QTextFormat& format)
{
    if (const Formula* held = formula(format); held != nullptr)
        maths::paintFormula(*painter,
                            held->picture,
                            {rect.left(), rect.center().y() + lift(held->picture)},
                            painter->pen().color());
}

void insertFormula(
    QTextCursor& cursor, const Span& span, const QFont& font, QTextCharFormat format, double widest)
{
    if (FormulaObject::of(*cursor.document()).add(span, font, format, widest))
        cursor.insertText(QString(QChar::ObjectReplacementCharacter), format);
    else
        cursor.insertText(span.text, format);
}

double formulaWidth(const Span& span, const QFont& font)
{
    if (span.math.isEmpty())
        return 0;
    const std::optional<maths::MathPicture> picture = pictureOf(span, font);
    return picture ? picture->width : 0;
}

QString textWithFormulas(const QTextCursor& selection)
{
    QString text = selection.selection().toPlainText();
    const FormulaObject* formulas = FormulaObject::in(*selection.document());
    if (formulas == nullptr)
        return text;
    QTextCursor at(selection.document());
    qsizetype from = 0;
    for (int position = selection.selectionStart(); position < selection.selectionEnd();
         ++position) {
        if (selection.document()->characterAt(position) != QChar::ObjectReplacementCharacter)
            continue;
        at.setPosition(position + 1); // the format is that of the character before
        const QString source = formulas->source(at.charFormat());
        from = text.indexOf(QChar::ObjectReplacementCharacter, from);
        if (from < 0)
            break;
        if (!source.isEmpty())
            text.replace(from, 1, source);
        from += std::max<qsizetype>(1, source.size());
    }
    return text;
}

} // namespace ui::markdown
