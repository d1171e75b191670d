// A formula as a tree: what is to be drawn, without sizes and places. Plain values.
#pragma once

#include "ui/maths/math_symbols.h"

#include <QString>

#include <vector>

namespace ui::maths {

// A formula holds no more; its source is shown instead. They bound the depth of the recursions over
// it and the work of drawing it.
constexpr qsizetype kLongestSource = 2000; // characters
constexpr int kDeepest = 20;               // parts within parts
constexpr int kMostNodes = 1500;
constexpr int kMostColumns = 30; // of a Matrix

enum class MathKind
{
    Row,      // the parts, side by side
    Symbol,   // text
    Text,     // text, upright, its spaces kept
    Space,    // width, in eighteenths of an em; may be negative
    Fraction, // above, below; hasBar
    Root,     // what is under it, then the index where it has one
    Scripts,  // base, lowered, raised, the last two Rows without parts where missing; text: primes
    Fenced,   // inside; left and right, "" where a side has none
    Matrix,   // the cells row by row; columns; left and right
    Accent,   // below it; text is the mark
    Line,     // what it is drawn over or, where isBelow, under
};

enum class MathFace
{
    Italic,
    Upright,
    Bold
};

struct MathNode
{
    MathKind kind = MathKind::Row;
    QString text;
    MathClass spacing = MathClass::Ordinary;
    MathFace face = MathFace::Upright;
    bool takesLimits = false; // scripts go above and below where there is room
    bool isLarge = false;     // a sum or an integral
    bool hasBar = true;       // of a Fraction; that of a binomial has none
    bool isBelow = false;     // of a Line
    bool isDisplay = false; // of a Fraction or a Matrix: its parts as large as in a line of its own
    QString left, right;    // brackets that grow
    QString alignment;      // of a Matrix: "l", "c" or "r" per column, the last for all further
    int columns = 0;
    int width = 0;
    std::vector<MathNode> parts;
};

} // namespace ui::maths
