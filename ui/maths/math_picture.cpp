#include "ui/maths/math_picture.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPen>

#include <algorithm>

namespace ui::maths {

void MathPicture::add(const MathPicture& part, const QPointF& at)
{
    for (const Sign& sign : part.signs)
        signs.push_back({sign.at + at, sign.text, sign.font});
    for (const Stroke& stroke : part.strokes)
        strokes.push_back({stroke.path.translated(at), stroke.width});
    for (const QRectF& bar : part.bars)
        bars.push_back(bar.translated(at));
}

void MathPicture::grow(const MathPicture& part, const QPointF& at)
{
    add(part, at);
    width = std::max(width, at.x() + part.width);
    ascent = std::max(ascent, part.ascent - at.y());
    descent = std::max(descent, part.descent + at.y());
}

MathPicture written(const QString& text, const QFont& font)
{
    MathPicture picture;
    const QFontMetricsF metrics(font);
    const QRectF ink = metrics.tightBoundingRect(text);
    picture.width = std::max(metrics.horizontalAdvance(text), ink.right());
    picture.ascent = std::max(0.0, -ink.top());
    picture.descent = std::max(0.0, ink.bottom());
    picture.signs.push_back({{0, 0}, text, font});
    return picture;
}

void paintFormula(QPainter& painter,
                  const MathPicture& picture,
                  const QPointF& origin,
                  const QColor& colour)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(origin);
    for (const QRectF& bar : picture.bars)
        painter.fillRect(bar, colour);
    painter.setBrush(Qt::NoBrush);
    for (const MathPicture::Stroke& stroke : picture.strokes) {
        painter.setPen(QPen(colour, stroke.width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(stroke.path);
    }
    painter.setPen(colour);
    for (const MathPicture::Sign& sign : picture.signs) {
        painter.setFont(sign.font);
        painter.drawText(sign.at, sign.text);
    }
    painter.restore();
}

} // namespace ui::maths
