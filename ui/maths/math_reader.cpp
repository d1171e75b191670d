#include "ui/maths/math_reader.h"

#include <QStringList>

#include <utility>

namespace ui::maths {

MathNode symbol(const QString& text, MathClass spacing, MathFace face)
{
    MathNode node;
    node.kind = MathKind::Symbol;
    node.text = text;
    node.spacing = spacing;
    node.face = face;
    return node;
}

MathNode space(int width)
{
    MathNode node;
    node.kind = MathKind::Space;
    node.width = width;
    return node;
}

void MathReader::skipBlanks()
{
    while (m_at < m_source.size() && m_source[m_at].isSpace())
        ++m_at;
}

bool MathReader::take(QChar c)
{
    if (m_at >= m_source.size() || m_source[m_at] != c)
        return false;
    ++m_at;
    return true;
}

QString MathReader::word()
{
    const qsizetype begin = m_at;
    while (m_at < m_source.size() && m_source[m_at].unicode() < 0x80 && m_source[m_at].isLetter())
        ++m_at;
    return m_source.mid(begin, m_at - begin);
}

// A braced text that is not mathematics.
QString MathReader::rawArgument()
{
    skipBlanks();
    const qsizetype close = m_source.indexOf(u'}', m_at);
    const QString text = m_source.mid(m_at + 1, close - m_at - 1);
    if (!take(u'{') || close < 0 || text.contains(u'\\') || text.contains(u'{') ||
        text.contains(u'$')) {
        m_failed = true;
        return {};
    }
    m_at = close + 1;
    return text;
}

bool MathReader::atEnd(End end)
{
    switch (end) {
    case End::Source:
        return m_at >= m_source.size();
    case End::Brace:
        return take(u'}');
    case End::Bracket:
        return take(u']');
    case End::Right:
        return startsWith(QLatin1String("\\right")) && !startsWith(QLatin1String("\\rightarrow")) &&
               !startsWith(QLatin1String("\\rightleft"));
    case End::Cell:
        return startsWith(QLatin1String("&")) || startsWith(QLatin1String("\\\\")) ||
               startsWith(QLatin1String("\\end"));
    }
    return true;
}

MathNode MathReader::sequence(End end)
{
    MathNode row;
    if (++m_depth > kDeepest)
        return fail();
    for (;;) {
        skipBlanks();
        if (m_failed || atEnd(end))
            break;
        if (m_at >= m_source.size())
            return fail();
        std::optional<MathNode> part = element();
        if (!part)
            return fail();
        row.parts.push_back(std::move(*part));
    }
    --m_depth;
    return row;
}

// One part with its scripts; nothing where there is none to begin with.
std::optional<MathNode> MathReader::element()
{
    const QChar c = m_source[m_at];
    if (QStringLiteral("}&#%$").contains(c))
        return std::nullopt;
    if (++m_nodes > kMostNodes)
        return std::nullopt;
    if (c == u'^' || c == u'_' || c == u'\'')
        return withScripts({});
    if (c == u'{') {
        ++m_at;
        return withScripts(sequence(End::Brace));
    }
    if (c == u'\\') {
        ++m_at;
        return withScripts(command());
    }
    if (c.isDigit()) { // a number is one sign; its decimal point too
        const qsizetype begin = m_at;
        while (m_at < m_source.size() &&
               (m_source[m_at].isDigit() || (m_source[m_at] == u'.' && m_at + 1 < m_source.size() &&
                                             m_source[m_at + 1].isDigit())))
            ++m_at;
        return withScripts(
            symbol(m_source.mid(begin, m_at - begin), MathClass::Ordinary, MathFace::Upright));
    }
    const qsizetype length = c.isHighSurrogate() && m_at + 1 < m_source.size() ? 2 : 1;
    QString text = m_source.mid(m_at, length);
    m_at += length;
    if (c == u'~')
        return space(kMedium);
    if (c == u'-')
        text = QStringLiteral("−");
    else if (c == u'*')
        text = QStringLiteral("∗");
    return withScripts(
        symbol(text, spacingOf(c), c.isLetter() ? MathFace::Italic : MathFace::Upright));
}

namespace {

constexpr QChar kPrime = u'′';

// Those of "f^\prime" and "f^{\prime\prime}"; empty where there is anything else.
QString primesOf(const MathNode& raised)
{
    if (raised.kind == MathKind::Symbol)
        return raised.text == kPrime ? raised.text : QString();
    if (raised.kind != MathKind::Row)
        return {};
    QString all;
    for (const MathNode& part : raised.parts) {
        const QString marks = primesOf(part);
        if (marks.isEmpty())
            return {};
        all += marks;
    }
    return all;
}

} // namespace

MathNode MathReader::withScripts(MathNode base)
{
    MathNode lowered;
    MathNode raised;
    QString primes;
    for (;;) {
        skipBlanks();
        if (m_failed || m_at >= m_source.size())
            break;
        if (take(u'\'')) {
            primes += kPrime;
        } else if (take(u'^')) {
            MathNode part = argument();
            if (const QString marks = primesOf(part); !marks.isEmpty())
                primes += marks;
            else if (raised.parts.empty())
                raised.parts.push_back(std::move(part));
            else
                return fail();
        } else if (take(u'_')) {
            if (!lowered.parts.empty())
                return fail();
            lowered.parts.push_back(argument());
        } else if (startsWith(QLatin1String("\\limits"))) {
            m_at += 7;
            base.takesLimits = true;
        } else if (startsWith(QLatin1String("\\nolimits"))) {
            m_at += 9;
            base.takesLimits = false;
        } else {
            break;
        }
    }
    if (lowered.parts.empty() && raised.parts.empty() && primes.isEmpty())
        return base;
    MathNode node;
    node.kind = MathKind::Scripts;
    node.text = primes;
    node.spacing = base.spacing;
    node.parts = {std::move(base), std::move(lowered), std::move(raised)};
    return node;
}

// What a command or a script applies to: a braced group or one sign.
MathNode MathReader::argument()
{
    skipBlanks();
    if (m_at >= m_source.size() || m_depth >= kDeepest)
        return fail();
    ++m_depth;
    MathNode node;
    const QChar c = m_source[m_at];
    if (take(u'{')) {
        node = sequence(End::Brace);
    } else if (take(u'\\')) {
        node = command();
    } else if (QStringLiteral("}&#%$^_").contains(c)) {
        return fail();
    } else {
        ++m_at;
        node = symbol(c == u'-' ? QStringLiteral("−") : QString(c),
                      spacingOf(c),
                      c.isLetter() ? MathFace::Italic : MathFace::Upright);
    }
    --m_depth;
    return node;
}

// Behind a backslash.
MathNode MathReader::command()
{
    if (m_at >= m_source.size())
        return fail();
    const QString name = word();
    if (!name.isEmpty())
        return named(name);
    const QChar c = m_source[m_at++];
    switch (c.unicode()) {
    case u',':
        return space(kThin);
    case u':':
    case u'>':
        return space(kMedium);
    case u';':
    case u' ':
        return space(kThick);
    case u'!':
        return space(-kThin);
    case u'{':
        return symbol(QString(c), MathClass::Opening, MathFace::Upright);
    case u'}':
        return symbol(QString(c), MathClass::Closing, MathFace::Upright);
    case u'|':
        return symbol(QStringLiteral("‖"), MathClass::Ordinary, MathFace::Upright);
    case u'%':
    case u'$':
    case u'&':
    case u'#':
    case u'_':
        return symbol(QString(c), MathClass::Ordinary, MathFace::Upright);
    case u'\\': // a new line of a formula that stands outside a table
        return space(kEm);
    default:
        return fail();
    }
}

} // namespace ui::maths
