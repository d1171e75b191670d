// The names that LaTeX has for signs, letters and functions. Pure look-ups.
#pragma once

#include <QString>

#include <optional>

namespace ui::maths {

// What a sign is decides the space beside it.
enum class MathClass
{
    Ordinary,
    Large,    // sums, integrals, named functions
    Binary,   // + and its like
    Relation, // = and its like
    Opening,
    Closing,
    Punctuation
};

struct MathSymbol
{
    QString text;
    MathClass spacing = MathClass::Ordinary;
    bool isName = false; // a function, written in letters
    bool takesLimits = false;
};

std::optional<MathSymbol> symbolNamed(const QString& name); // without its backslash

// Of a sign that stands for itself.
MathClass spacingOf(QChar sign);

} // namespace ui::maths
