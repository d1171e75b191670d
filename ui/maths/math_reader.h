// Reads LaTeX's mathematics from front to back, a recursive descent bounded in depth and in parts.
// What math_parser.h offers, apart from the limit on the source's length; used by it alone.
#pragma once

#include "ui/maths/math_node.h"

#include <QLatin1String>
#include <QStringView>

#include <optional>

namespace ui::maths {

// Eighteenths of an em.
constexpr int kThin = 3;
constexpr int kMedium = 4;
constexpr int kThick = 5;
constexpr int kEm = 18;

MathNode symbol(const QString& text, MathClass spacing, MathFace face);
MathNode space(int width); // in eighteenths of an em

class MathReader
{
public:
    explicit MathReader(const QString& source)
        : m_source(source)
    {
    }

    std::optional<MathNode> parse()
    {
        MathNode row = sequence(End::Source);
        if (m_failed || m_at < m_source.size())
            return std::nullopt;
        return row;
    }

private:
    enum class End
    {
        Source,
        Brace,   // taken
        Bracket, // taken
        Right,   // \right, left standing
        Cell     // &, \\ or \end, left standing
    };

    MathNode sequence(End end);
    bool atEnd(End end);
    std::optional<MathNode> element();
    MathNode withScripts(MathNode base);
    MathNode argument();
    MathNode command();
    MathNode named(const QString& name);
    MathNode fraction(const QString& name);
    MathNode root();
    MathNode fenced();
    MathNode environment();
    MathNode cells(int mostColumns);
    MathNode letters(const QString& name);
    MathNode accented(const QString& name);
    QString word();
    QString rawArgument();
    QString delimiter();
    void skipBlanks();
    bool take(QChar c);
    bool startsWith(QLatin1String text) const
    {
        return QStringView(m_source).mid(m_at).startsWith(text);
    }
    MathNode fail()
    {
        m_failed = true;
        return {};
    }

    const QString& m_source;
    qsizetype m_at = 0;
    int m_depth = 0;
    int m_nodes = 0;
    bool m_failed = false;
};

} // namespace ui::maths
