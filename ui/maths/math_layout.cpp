#include "ui/maths/math_layout.h"

#include "ui/maths/math_bracket.h"

#include <QFontInfo>
#include <QFontMetricsF>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace ui::maths {

namespace {

constexpr double kLetters = 1.08; // serif letters look smaller than those of the text around
constexpr double kScript = 0.72;
constexpr double kSmallestScript = 0.55; // of the formula's size
constexpr double kDisplaySign = 1.55;    // sums in a line of their own
constexpr double kDisplayIntegral = 2;
constexpr double kTextSign = 1.15;

enum class Style
{
    Display,
    Text,
    Script
};

class Layout
{
public:
    Layout(const QFont& font, double size)
        : m_font(font)
        , m_size(size)
    {
    }

    // scale: of the letters, 1 outside of scripts.
    MathPicture of(const MathNode& node, Style style, double scale) const;

private:
    MathPicture row(const MathNode& node, Style style, double scale) const;
    MathPicture sign(const MathNode& node, Style style, double scale) const;
    MathPicture fraction(const MathNode& node, Style style, double scale) const;
    MathPicture root(const MathNode& node, Style style, double scale) const;
    MathPicture scripts(const MathNode& node, Style style, double scale) const;
    void addPrimes(MathPicture& picture, const QString& primes, double scale) const;
    MathPicture limits(const MathNode& node, Style style, double scale) const;
    MathPicture matrix(const MathNode& node, Style style, double scale) const;
    MathPicture accent(const MathNode& node, Style style, double scale) const;
    MathPicture line(const MathNode& node, Style style, double scale) const;
    MathPicture fenced(const MathPicture& inside, const MathNode& node, double scale) const
    {
        return maths::fenced(
            inside, node.left, node.right, em(scale), font(MathFace::Upright, scale));
    }

    QFont font(MathFace face, double scale) const;
    double em(double scale) const { return m_size * scale; }
    double axis(double scale) const { return em(scale) * kAxis; }
    double bar(double scale) const { return barThickness(em(scale)); }
    static double smaller(double scale) { return std::max(kSmallestScript, scale * kScript); }

    QFont m_font;
    double m_size; // pixels
};

QFont Layout::font(MathFace face, double scale) const
{
    QFont font = m_font;
    font.setPixelSize(std::max(5, int(std::lround(m_size * scale))));
    font.setItalic(face == MathFace::Italic);
    font.setBold(face == MathFace::Bold);
    return font;
}

MathPicture Layout::of(const MathNode& node, Style style, double scale) const
{
    switch (node.kind) {
    case MathKind::Row:
        return row(node, style, scale);
    case MathKind::Symbol:
        return sign(node, style, scale);
    case MathKind::Text:
        return written(node.text, font(node.face, scale));
    case MathKind::Space: {
        MathPicture picture;
        picture.width = em(scale) * node.width / 18;
        return picture;
    }
    case MathKind::Fraction:
        return fraction(node, style, scale);
    case MathKind::Root:
        return root(node, style, scale);
    case MathKind::Scripts:
        return scripts(node, style, scale);
    case MathKind::Fenced:
        return fenced(of(node.parts[0], style, scale), node, scale);
    case MathKind::Matrix:
        return matrix(node, style, scale);
    case MathKind::Accent:
        return accent(node, style, scale);
    case MathKind::Line:
        return line(node, style, scale);
    }
    return {};
}

// Between two parts, in eighteenths of an em.
int spaceBetween(MathClass left, MathClass right)
{
    if (left == MathClass::Punctuation)
        return 3;
    if (left == MathClass::Relation || right == MathClass::Relation)
        return left == right || right == MathClass::Punctuation ? 0 : 5;
    if (left == MathClass::Binary || right == MathClass::Binary)
        return 4;
    if (left == MathClass::Large)
        return right == MathClass::Opening || right == MathClass::Closing ||
                       right == MathClass::Punctuation
                   ? 0
                   : 3;
    return right == MathClass::Large && left != MathClass::Opening ? 3 : 0;
}

MathPicture Layout::row(const MathNode& node, Style style, double scale) const
{
    MathPicture picture;
    bool first = true;
    MathClass before = MathClass::Opening;
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
        const MathNode& part = node.parts[i];
        const MathPicture drawn = of(part, style, scale);
        if (part.kind == MathKind::Space) {
            picture.width = std::max(0.0, picture.width + drawn.width);
            continue;
        }
        MathClass now = part.spacing;
        // A sign such as minus belongs to what follows where nothing stands before it.
        const bool isLast = i + 1 == node.parts.size();
        if (now == MathClass::Binary &&
            (isLast || before == MathClass::Binary || before == MathClass::Relation ||
             before == MathClass::Opening || before == MathClass::Punctuation ||
             before == MathClass::Large))
            now = MathClass::Ordinary;
        if (!first && (style != Style::Script || before == MathClass::Large))
            picture.width += em(scale) * spaceBetween(before, now) / 18;
        picture.grow(drawn, {picture.width, 0});
        before = now;
        first = false;
    }
    return picture;
}

MathPicture Layout::sign(const MathNode& node, Style style, double scale) const
{
    if (!node.isLarge)
        return written(node.text, font(node.face, scale));
    const double size = style != Style::Display ? kTextSign
                        : node.takesLimits      ? kDisplaySign
                                                : kDisplayIntegral;
    const QFont letters = font(MathFace::Upright, scale * size);
    MathPicture drawn = written(node.text, letters);
    // Its own room at the sides grows with it, and is not wanted.
    const QRectF ink = QFontMetricsF(letters).tightBoundingRect(node.text);
    drawn.signs[0].at.setX(-ink.left());
    drawn.width = ink.width();
    // Its middle goes to the axis.
    const double shift = (drawn.ascent - drawn.descent) / 2 - axis(scale);
    MathPicture picture;
    picture.grow(drawn, {0, shift});
    return picture;
}

MathPicture Layout::fraction(const MathNode& node, Style style, double scale) const
{
    const bool isDisplay = style == Style::Display || node.isDisplay;
    const Style inner = isDisplay ? Style::Text : Style::Script;
    const double innerScale = isDisplay ? scale : smaller(scale);
    const MathPicture above = of(node.parts[0], inner, innerScale);
    const MathPicture below = of(node.parts[1], inner, innerScale);
    const double thickness = bar(scale);
    const double gap = em(scale) * (isDisplay ? 0.2 : 0.12);
    const double overhang = em(scale) * 0.08;
    const double middle = -axis(scale);
    const double width = std::max(above.width, below.width) + 2 * overhang;
    MathPicture picture;
    picture.grow(
        above,
        {(width - above.width) / 2 + overhang / 2, middle - thickness / 2 - gap - above.descent});
    picture.grow(
        below,
        {(width - below.width) / 2 + overhang / 2, middle + thickness / 2 + gap + below.ascent});
    picture.width = width + overhang;
    if (node.hasBar)
        picture.bars.emplace_back(overhang / 2, middle - thickness / 2, width, thickness);
    return picture;
}

MathPicture Layout::root(const MathNode& node, Style style, double scale) const
{
    const MathPicture inside = of(node.parts[0], style, scale);
    const double thickness = bar(scale);
    const double gap = em(scale) * 0.14;
    const double top = -(std::max(inside.ascent, em(scale) * 0.45) + gap + thickness);
    const double bottom = inside.descent + em(scale) * 0.06;
    const double height = bottom - top;
    const double hook = std::min(em(scale) * 0.62, em(scale) * 0.42 + height * 0.05);
    MathPicture picture;
    double left = 0;
    if (node.parts.size() > 1) {
        const MathPicture index = of(node.parts[1], Style::Script, kSmallestScript);
        left = std::max(0.0, index.width - hook * 0.45);
        picture.grow(index, {0, bottom - height * 0.5 - index.descent});
    }
    MathPicture::Stroke hookStroke;
    hookStroke.width = thickness * 1.15;
    hookStroke.path.moveTo(left, bottom - height * 0.38);
    hookStroke.path.lineTo(left + hook * 0.28, bottom - height * 0.46);
    hookStroke.path.lineTo(left + hook * 0.58, bottom);
    hookStroke.path.lineTo(left + hook, top + thickness / 2);
    hookStroke.path.lineTo(left + hook + inside.width + em(scale) * 0.1, top + thickness / 2);
    picture.strokes.push_back(hookStroke);
    picture.grow(inside, {left + hook + em(scale) * 0.05, 0});
    picture.width = std::max(picture.width, left + hook + inside.width + em(scale) * 0.16);
    picture.ascent = std::max(picture.ascent, -top);
    picture.descent = std::max(picture.descent, bottom);
    return picture;
}

MathPicture Layout::scripts(const MathNode& node, Style style, double scale) const
{
    if (node.parts[0].takesLimits && style == Style::Display)
        return limits(node, style, scale);
    const MathNode& base = node.parts[0];
    MathPicture picture = of(base, style, scale);
    const double x = picture.width + em(scale) * 0.04;
    const double small = smaller(scale);
    const MathPicture lowered = of(node.parts[1], Style::Script, small);
    const MathPicture raised = of(node.parts[2], Style::Script, small);
    const bool isSlanted = base.kind == MathKind::Symbol && base.face == MathFace::Italic;
    const bool isIntegral = base.isLarge && !base.takesLimits;
    // Beside a single letter the scripts stand at fixed heights, beside more at its corners.
    double up = std::max(em(scale) * 0.38, picture.ascent - em(scale) * 0.32);
    double down = std::max(em(scale) * 0.17, picture.descent + em(scale) * 0.02);
    up = std::max(up, raised.descent + em(scale) * 0.22);
    down = std::max(down, lowered.ascent - em(scale) * 0.36);
    if (!node.parts[1].parts.empty() && !node.parts[2].parts.empty()) {
        const double gap = (up - raised.descent) - (lowered.ascent - down);
        if (const double wanted = em(scale) * 0.16; gap < wanted)
            down += wanted - gap;
    }
    addPrimes(picture, node.text, scale);
    if (!node.parts[2].parts.empty())
        picture.grow(raised, {picture.width + em(scale) * (isSlanted ? 0.09 : 0.04), -up});
    if (!node.parts[1].parts.empty())
        picture.grow(
            lowered,
            {x - (isIntegral ? em(scale) * (style == Style::Display ? 0.25 : 0.1) : 0), down});
    picture.width += em(scale) * 0.03;
    return picture;
}

// At the top of what they belong to. They are raised of themselves.
void Layout::addPrimes(MathPicture& picture, const QString& primes, double scale) const
{
    if (primes.isEmpty())
        return;
    const MathPicture drawn = written(primes, font(MathFace::Upright, scale));
    picture.grow(drawn,
                 {picture.width + em(scale) * 0.04, -std::max(0.0, picture.ascent - drawn.ascent)});
}

// Above and below a sum.
MathPicture Layout::limits(const MathNode& node, Style style, double scale) const
{
    MathPicture base = of(node.parts[0], style, scale);
    addPrimes(base, node.text, scale);
    const double small = smaller(scale);
    const MathPicture below = of(node.parts[1], Style::Script, small);
    const MathPicture above = of(node.parts[2], Style::Script, small);
    const double gap = em(scale) * 0.14;
    const double width = std::max({base.width, below.width, above.width});
    MathPicture picture;
    picture.grow(base, {(width - base.width) / 2, 0});
    if (!node.parts[2].parts.empty())
        picture.grow(above, {(width - above.width) / 2, -(base.ascent + gap + above.descent)});
    if (!node.parts[1].parts.empty())
        picture.grow(below, {(width - below.width) / 2, base.descent + gap + below.ascent});
    picture.width = width;
    return picture;
}

MathPicture Layout::matrix(const MathNode& node, Style style, double scale) const
{
    const std::size_t columns = std::size_t(std::max(1, node.columns));
    const std::size_t rows = node.parts.size() / columns;
    const Style inner = node.isDisplay ? style : style == Style::Display ? Style::Text : style;
    std::vector<MathPicture> cells;
    cells.reserve(node.parts.size());
    for (const MathNode& part : node.parts)
        cells.push_back(of(part, inner, scale));
    std::vector<double> widths(columns, 0);
    std::vector<double> ascents(rows, em(scale) * 0.68);
    std::vector<double> descents(rows, em(scale) * 0.2);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        widths[i % columns] = std::max(widths[i % columns], cells[i].width);
        ascents[i / columns] = std::max(ascents[i / columns], cells[i].ascent);
        descents[i / columns] = std::max(descents[i / columns], cells[i].descent);
    }
    const double rowGap = em(scale) * 0.34;
    double height = rowGap * double(rows - 1);
    for (std::size_t i = 0; i < rows; ++i)
        height += ascents[i] + descents[i];
    MathPicture table;
    double y = -axis(scale) - height / 2;
    for (std::size_t i = 0; i < rows; ++i) {
        y += ascents[i];
        double x = 0;
        for (std::size_t j = 0; j < columns; ++j) {
            const MathPicture& cell = cells[i * columns + j];
            const QChar side = node.alignment[std::min(qsizetype(j), node.alignment.size() - 1)];
            const double room = widths[j] - cell.width;
            table.grow(cell, {x + (side == u'c' ? room / 2 : side == u'r' ? room : 0), y});
            // Columns that are aligned at a sign stand close to it.
            const bool isPair = node.isDisplay && j % 2 == 0;
            x += widths[j] + em(scale) * (isPair ? 0.28 : node.isDisplay ? 2 : 0.9);
        }
        y += descents[i] + rowGap;
    }
    table.ascent = axis(scale) + height / 2;
    table.descent = height / 2 - axis(scale);
    return fenced(table, node, scale);
}

MathPicture Layout::accent(const MathNode& node, Style style, double scale) const
{
    MathPicture picture = of(node.parts[0], style, scale);
    const double width = std::max(picture.width, em(scale) * 0.4);
    const double height = em(scale) * 0.16;
    const double slant = em(scale) * 0.05;
    const double top = -(std::max(picture.ascent, em(scale) * 0.4) + em(scale) * 0.1 + height);
    const double middle = picture.width / 2 + slant;
    const double half = std::min(width * 0.42, em(scale) * 0.9);
    MathPicture::Stroke mark;
    mark.width = bar(scale);
    if (node.text == QLatin1String("^")) {
        mark.path.moveTo(middle - half * 0.8, top + height);
        mark.path.lineTo(middle, top);
        mark.path.lineTo(middle + half * 0.8, top + height);
    } else if (node.text == QLatin1String("~")) {
        mark.path.moveTo(middle - half, top + height * 0.8);
        mark.path.cubicTo(middle - half * 0.3,
                          top - height * 0.6,
                          middle + half * 0.3,
                          top + height * 1.4,
                          middle + half,
                          top + height * 0.1);
    } else if (node.text == QLatin1String("-")) {
        mark.path.moveTo(middle - half, top + height * 0.6);
        mark.path.lineTo(middle + half, top + height * 0.6);
    } else if (node.text == QStringLiteral("→")) {
        const double y = top + height * 0.5;
        const double reach = std::max(half, em(scale) * 0.24);
        mark.path.moveTo(middle - reach, y);
        mark.path.lineTo(middle + reach, y);
        mark.path.moveTo(middle + reach - height * 0.6, y - height * 0.5);
        mark.path.lineTo(middle + reach, y);
        mark.path.lineTo(middle + reach - height * 0.6, y + height * 0.5);
    } else {
        const double step = em(scale) * 0.12;
        const double first = node.text.size() == 2 ? -step : 0;
        for (qsizetype i = 0; i < node.text.size(); ++i) {
            const double x = middle + first + 2 * step * double(i);
            mark.path.moveTo(x, top + height * 0.5);
            mark.path.lineTo(x + 0.01, top + height * 0.5); // a dot, by its round ends
        }
        mark.width = em(scale) * 0.11;
    }
    picture.strokes.push_back(mark);
    picture.ascent = -top + mark.width;
    return picture;
}

MathPicture Layout::line(const MathNode& node, Style style, double scale) const
{
    MathPicture picture = of(node.parts[0], style, scale);
    const double gap = em(scale) * 0.12;
    const double thickness = bar(scale);
    if (node.isBelow) {
        picture.bars.emplace_back(0, picture.descent + gap, picture.width, thickness);
        picture.descent += gap + thickness;
    } else {
        picture.ascent += gap + thickness;
        picture.bars.emplace_back(0, -picture.ascent, picture.width, thickness);
    }
    return picture;
}

} // namespace

MathPicture layOutFormula(const MathNode& formula, const QFont& font, bool isDisplay)
{
    QFont letters = font;
    letters.setFamilies({QStringLiteral("Latin Modern Roman"),
                         QStringLiteral("STIX Two Text"),
                         QStringLiteral("TeX Gyre Termes"),
                         QStringLiteral("Nimbus Roman"),
                         QStringLiteral("Liberation Serif"),
                         QStringLiteral("Times New Roman"),
                         QStringLiteral("DejaVu Serif"),
                         QStringLiteral("serif")});
    letters.setWeight(QFont::Normal);
    letters.setStyleHint(QFont::Serif);
    const double size = QFontInfo(font).pixelSize() * kLetters;
    return Layout(letters, size).of(formula, isDisplay ? Style::Display : Style::Text, 1);
}

} // namespace ui::maths
