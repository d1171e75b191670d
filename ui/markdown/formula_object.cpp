#include "ui/markdown/formula_object.h"

#include "ui/maths/math_layout.h"
#include "ui/maths/math_parser.h"

#include <QAbstractTextDocumentLayout>
#include <QFontMetrics>
#include <QFontMetricsF>
#include <QMetaType>
#include <QPainter>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextDocumentFragment>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

namespace ui::markdown {

using PicturePtr = std::shared_ptr<const maths::MathPicture>;

} // namespace ui::markdown

Q_DECLARE_METATYPE(ui::markdown::PicturePtr)

namespace ui::markdown {

namespace {

constexpr int kFormula = QTextFormat::UserObject + 1;
constexpr int kPicture = QTextFormat::UserProperty + 1;
constexpr int kSource = QTextFormat::UserProperty + 2;
constexpr double kSide = 1; // pixels left and right of a formula

// Within a line as high as its text at least.
PicturePtr pictureOf(const Span& span, const QFont& font)
{
    const auto tree = maths::parseFormula(span.math);
    if (!tree)
        return nullptr;
    maths::MathPicture picture = maths::layOutFormula(*tree, font, span.isDisplay);
    if (!span.isDisplay) {
        const QFontMetricsF line(font);
        picture.ascent = std::max(picture.ascent, line.ascent());
        picture.descent = std::max(picture.descent, line.descent());
    }
    return std::make_shared<const maths::MathPicture>(std::move(picture));
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

FormulaObject::FormulaObject(QTextDocument* document)
    : QObject(document)
{
    document->documentLayout()->registerHandler(kFormula, this);
}

QSizeF FormulaObject::intrinsicSize(QTextDocument*, int, const QTextFormat& format)
{
    const auto picture = format.property(kPicture).value<PicturePtr>();
    return picture ? QSizeF(picture->width + 2 * kSide, boxHeight(*picture)) : QSizeF();
}

void FormulaObject::drawObject(
    QPainter* painter, const QRectF& rect, QTextDocument*, int, const QTextFormat& format)
{
    const auto picture = format.property(kPicture).value<PicturePtr>();
    if (picture)
        maths::paintFormula(*painter,
                            *picture,
                            {rect.left() + kSide, rect.center().y() + lift(*picture)},
                            painter->pen().color());
}

void insertFormula(QTextCursor& cursor, const Span& span, const QFont& font, QTextCharFormat format)
{
    const PicturePtr picture = pictureOf(span, font);
    if (!picture) {
        cursor.insertText(span.text, format);
        return;
    }
    QTextDocument* document = cursor.document();
    if (document->findChild<FormulaObject*>(QString(), Qt::FindDirectChildrenOnly) == nullptr)
        new FormulaObject(document);
    format.setFont(liftingFont(font, lift(*picture)));
    format.setVerticalAlignment(QTextCharFormat::AlignMiddle);
    format.setObjectType(kFormula);
    format.setProperty(kPicture, QVariant::fromValue(picture));
    format.setProperty(kSource, span.text);
    cursor.insertText(QString(QChar::ObjectReplacementCharacter), format);
}

double formulaWidth(const Span& span, const QFont& font)
{
    const PicturePtr picture = span.math.isEmpty() ? nullptr : pictureOf(span, font);
    return picture ? picture->width + 2 * kSide : 0;
}

QString textWithFormulas(const QTextCursor& selection)
{
    QString text = selection.selection().toPlainText();
    QTextCursor at(selection.document());
    qsizetype from = 0;
    for (int position = selection.selectionStart(); position < selection.selectionEnd();
         ++position) {
        if (selection.document()->characterAt(position) != QChar::ObjectReplacementCharacter)
            continue;
        at.setPosition(position + 1); // the format is that of the character before
        const QString source = at.charFormat().stringProperty(kSource);
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
