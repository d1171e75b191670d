// A formula laid out: signs, lines and bars with their places, ready to be drawn. A value.
#pragma once

#include <QFont>
#include <QPainterPath>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <vector>

class QColor;
class QPainter;

namespace ui::maths {

// Coordinates are in device-independent pixels, y downwards, from the left end of the baseline.
struct MathPicture
{
    struct Sign
    {
        QPointF at; // its baseline's left end
        QString text;
        QFont font;
    };

    struct Stroke
    {
        QPainterPath path;
        double width = 1;
    };

    double width = 0;
    double ascent = 0;  // above the baseline
    double descent = 0; // below it
    std::vector<Sign> signs;
    std::vector<Stroke> strokes;
    std::vector<QRectF> bars;

    double height() const { return ascent + descent; }

    // Takes over what part draws, its baseline's left end at this point. The size stays as it is.
    void add(const MathPicture& part, const QPointF& at);
    // Makes the size hold part, placed so; the width only grows.
    void grow(const MathPicture& part, const QPointF& at);
};

// A text, as high and as low as its ink.
MathPicture written(const QString& text, const QFont& font);

// origin: of the baseline's left end.
void paintFormula(QPainter& painter,
                  const MathPicture& picture,
                  const QPointF& origin,
                  const QColor& colour);

} // namespace ui::maths
