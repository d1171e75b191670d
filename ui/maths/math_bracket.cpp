#include "ui/maths/math_bracket.h"

namespace ui::maths {

namespace {

// Where the lines of a bracket go.
struct Frame
{
    double top, bottom;
    double back, ends; // x
    double width;

    double middle() const { return (top + bottom) / 2; }
    double height() const { return bottom - top; }
};

QPainterPath roundBracket(const Frame& f)
{
    const double bend = f.height() * 0.24;
    QPainterPath path({f.ends, f.top});
    path.cubicTo(f.back, f.top + bend, f.back, f.bottom - bend, f.ends, f.bottom);
    return path;
}

QPainterPath curlyBracket(const Frame& f)
{
    const double stem = (f.back + f.ends) / 2;
    QPainterPath path({f.ends, f.top});
    const auto turn = [&path, stem](double y, double toX, double toY) {
        path.cubicTo(stem, y, stem, y, toX, toY);
    };
    turn(f.top, stem, f.top + f.width);
    path.lineTo(stem, f.middle() - f.width * 0.7);
    turn(f.middle(), f.back, f.middle());
    turn(f.middle(), stem, f.middle() + f.width * 0.7);
    path.lineTo(stem, f.bottom - f.width);
    turn(f.bottom, f.ends, f.bottom);
    return path;
}

QPainterPath angleBracket(const Frame& f)
{
    QPainterPath path({f.ends, f.top});
    path.lineTo(f.back, f.middle());
    path.lineTo(f.ends, f.bottom);
    return path;
}

QPainterPath slash(const Frame& f)
{
    QPainterPath path({f.ends, f.top});
    path.lineTo(f.back, f.bottom);
    return path;
}

QPainterPath squareBracket(const Frame& f, bool hasTop, bool hasBottom)
{
    const double arm = f.back + (f.ends - f.back) * 0.75;
    QPainterPath path({hasTop ? arm : f.back, f.top});
    path.lineTo(f.back, f.top);
    path.lineTo(f.back, f.bottom);
    if (hasBottom)
        path.lineTo(arm, f.bottom);
    return path;
}

// Empty where the sign does not grow.
QPainterPath outline(const QString& sign, const Frame& frame)
{
    if (QStringLiteral("()").contains(sign))
        return roundBracket(frame);
    if (QStringLiteral("{}").contains(sign))
        return curlyBracket(frame);
    if (QStringLiteral("⟨⟩").contains(sign))
        return angleBracket(frame);
    if (sign == QLatin1String("/"))
        return slash(frame);
    if (QStringLiteral("[]⌊⌋⌈⌉").contains(sign))
        return squareBracket(
            frame, !QStringLiteral("⌊⌋").contains(sign), !QStringLiteral("⌈⌉").contains(sign));
    return {};
}

MathPicture verticalBars(int count, double above, double below, double em)
{
    MathPicture picture;
    picture.ascent = above;
    picture.descent = below;
    picture.width = em * (0.1 + 0.16 * count);
    MathPicture::Stroke stroke;
    stroke.width = barThickness(em);
    for (int i = 0; i < count; ++i) {
        const double x = em * (0.13 + 0.16 * i);
        stroke.path.moveTo(x, -above);
        stroke.path.lineTo(x, below);
    }
    picture.strokes.push_back(stroke);
    return picture;
}

MathPicture
bracket(const QString& sign, double above, double below, double em, const QFont& letters)
{
    if (QStringLiteral("|∣‖").contains(sign))
        return verticalBars(sign == QStringLiteral("‖") ? 2 : 1, above, below, em);
    const double width = std::min(em * 0.5, em * 0.22 + (above + below) * 0.06);
    const bool isClosing = QStringLiteral(")]}⟩⌋⌉").contains(sign);
    const double back = isClosing ? width : 0;
    const QPainterPath path = outline(sign, {-above, below, back, width - back, width});
    if (path.isEmpty())
        return written(sign, letters);
    const double side = em * 0.1;
    MathPicture picture;
    picture.ascent = above;
    picture.descent = below;
    picture.width = width + 2 * side;
    picture.strokes.push_back({path.translated(side, 0), std::max(1.1, em * 0.07)});
    return picture;
}

} // namespace

MathPicture fenced(const MathPicture& inside,
                   const QString& left,
                   const QString& right,
                   double em,
                   const QFont& letters)
{
    if (left.isEmpty() && right.isEmpty())
        return inside;
    // As far above the axis as below it.
    const double axis = em * kAxis;
    const double reach =
        std::max({inside.ascent - axis, inside.descent + axis, em * 0.5}) + em * 0.06;
    const auto grown = [&](const QString& sign) {
        return bracket(sign, reach + axis, reach - axis, em, letters);
    };
    const double gap = em * 0.06;
    MathPicture picture;
    if (!left.isEmpty())
        picture.grow(grown(left), {gap, 0});
    picture.grow(inside, {picture.width + gap, 0});
    if (!right.isEmpty())
        picture.grow(grown(right), {picture.width + gap, 0});
    picture.width += gap;
    return picture;
}

} // namespace ui::maths
