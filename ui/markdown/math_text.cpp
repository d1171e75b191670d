#include "ui/markdown/math_text.h"

#include "ui/maths/math_symbols.h"

namespace ui::markdown {

namespace {

constexpr int kDeepest = 16;
constexpr qsizetype kShortPart = 4; // characters of a fraction's part that is set small

class MathParser
{
public:
    explicit MathParser(const QString& source)
        : m_source(source)
    {
    }

    std::optional<Spans> parse()
    {
        Spans spans = sequence(0, 0, QChar());
        if (m_failed || m_at < m_source.size())
            return std::nullopt;
        return spans;
    }

private:
    Spans sequence(int script, int depth, QChar end);
    Spans argument(int script, int depth);
    Spans command(int script, int depth);
    Spans fraction(int script, int depth);
    QString word();
    QString rawArgument();
    static void add(Spans& spans, const QString& text, int script, bool italic);
    static QString plain(const Spans& spans);

    const QString& m_source;
    qsizetype m_at = 0;
    bool m_failed = false;
};

void MathParser::add(Spans& spans, const QString& text, int script, bool italic)
{
    if (text.isEmpty())
        return;
    if (!spans.isEmpty() && spans.last().script == script && spans.last().italic == italic &&
        !spans.last().bold) {
        spans.last().text += text;
        return;
    }
    Span span;
    span.text = text;
    span.italic = italic;
    span.script = script;
    spans << span;
}

QString MathParser::plain(const Spans& spans)
{
    QString text;
    for (const Span& span : spans)
        text += span.text;
    return text;
}

QString MathParser::word()
{
    const qsizetype begin = m_at;
    while (m_at < m_source.size() && m_source[m_at].unicode() < 0x80 && m_source[m_at].isLetter())
        ++m_at;
    return m_source.mid(begin, m_at - begin);
}

// A braced text that is not mathematics.
QString MathParser::rawArgument()
{
    const qsizetype close = m_source.indexOf(u'}', m_at);
    if (m_at >= m_source.size() || m_source[m_at] != u'{' || close < 0) {
        m_failed = true;
        return {};
    }
    const QString text = m_source.mid(m_at + 1, close - m_at - 1);
    m_at = close + 1;
    return text;
}

Spans MathParser::argument(int script, int depth)
{
    while (m_at < m_source.size() && m_source[m_at].isSpace())
        ++m_at;
    if (m_at >= m_source.size() || depth > kDeepest) {
        m_failed = true;
        return {};
    }
    const QChar c = m_source[m_at++];
    if (c == u'{')
        return sequence(script, depth + 1, u'}');
    if (c == u'\\')
        return command(script, depth + 1);
    Spans spans;
    add(spans, QString(c), script, c.isLetter());
    return spans;
}

Spans MathParser::fraction(int script, int depth)
{
    const Spans above = argument(script, depth + 1);
    const Spans below = argument(script, depth + 1);
    Spans spans;
    const QString over = plain(above);
    const QString under = plain(below);
    if (script == 0 && over.size() <= kShortPart && under.size() <= kShortPart) {
        add(spans, over, 1, false);
        add(spans, QStringLiteral("⁄"), 0, false);
        add(spans, under, -1, false);
        return spans;
    }
    const auto addPart = [&spans, script](const Spans& part, const QString& text) {
        const bool one = text.size() == 1;
        if (!one)
            add(spans, QStringLiteral("("), script, false);
        for (const Span& span : part)
            add(spans, span.text, span.script, span.italic);
        if (!one)
            add(spans, QStringLiteral(")"), script, false);
    };
    addPart(above, over);
    add(spans, QStringLiteral(" / "), script, false);
    addPart(below, under);
    return spans;
}

// Behind a backslash.
Spans MathParser::command(int script, int depth)
{
    Spans spans;
    if (depth > kDeepest || m_at >= m_source.size()) {
        m_failed = true;
        return spans;
    }
    const QString name = word();
    if (name.isEmpty()) {
        const QChar c = m_source[m_at++];
        if (QStringLiteral("{}%$&#_|").contains(c))
            add(spans, QString(c), script, false);
        else if (QStringLiteral(",;: ").contains(c))
            add(spans, QStringLiteral(" "), script, false);
        else if (c != u'!')
            m_failed = true;
        return spans;
    }
    if (name == QLatin1String("frac") || name == QLatin1String("dfrac") ||
        name == QLatin1String("tfrac"))
        return fraction(script, depth);
    if (name == QLatin1String("sqrt")) {
        const Spans inside = argument(script, depth + 1);
        const bool one = plain(inside).size() == 1;
        add(spans, one ? QStringLiteral("√") : QStringLiteral("√("), script, false);
        for (const Span& span : inside)
            add(spans, span.text, span.script, span.italic);
        add(spans, one ? QString() : QStringLiteral(")"), script, false);
        return spans;
    }
    if (name == QLatin1String("text") || name == QLatin1String("mathrm") ||
        name == QLatin1String("operatorname") || name == QLatin1String("textbf") ||
        name == QLatin1String("mathbf") || name == QLatin1String("boldsymbol")) {
        Span span;
        span.text = rawArgument();
        span.script = script;
        span.bold = name.contains(QLatin1String("b"));
        m_failed = m_failed || span.text.contains(u'\\') || span.text.contains(u'{');
        return m_failed ? spans : Spans{span};
    }
    if (name == QLatin1String("left") || name == QLatin1String("right") ||
        name == QLatin1String("big") || name == QLatin1String("Big")) {
        if (m_at < m_source.size() && m_source[m_at] == u'.')
            ++m_at; // a bracket that is not to be seen
        return spans;
    }
    if (name == QLatin1String("quad") || name == QLatin1String("qquad")) {
        add(spans, QStringLiteral("  "), script, false);
        return spans;
    }
    const auto symbol = maths::symbolNamed(name);
    if (!symbol) {
        m_failed = true;
        return spans;
    }
    const bool letter = symbol->text.size() == 1 && symbol->text[0].isLower();
    add(spans, symbol->text + (symbol->isName ? QStringLiteral(" ") : QString()), script, letter);
    return spans;
}

Spans MathParser::sequence(int script, int depth, QChar end)
{
    Spans spans;
    if (depth > kDeepest)
        m_failed = true;
    while (m_at < m_source.size() && !m_failed) {
        const QChar c = m_source[m_at++];
        Spans part;
        if (!end.isNull() && c == end)
            return spans;
        if (c == u'\\') {
            part = command(script, depth);
        } else if (c == u'^' || c == u'_') {
            if (script != 0) { // an index of an index has no place in a line of text
                m_failed = true;
                break;
            }
            part = argument(c == u'^' ? 1 : -1, depth + 1);
        } else if (c == u'{') {
            part = sequence(script, depth + 1, u'}');
        } else if (c == u'}' || c == u'&' || c == u'#') {
            m_failed = true;
        } else if (c.isSpace()) {
            if (!spans.isEmpty() && !spans.last().text.endsWith(u' '))
                add(part, QStringLiteral(" "), script, false);
        } else if (c == u'-') {
            add(part, QStringLiteral("−"), script, false);
        } else if (c == u'\'') {
            add(part, QStringLiteral("′"), script, false);
        } else {
            add(part, QString(c), script, c.isLetter());
        }
        for (const Span& span : part) {
            if (span.bold)
                spans << span;
            else
                add(spans, span.text, span.script, span.italic);
        }
    }
    m_failed = m_failed || !end.isNull();
    return spans;
}

} // namespace

std::optional<Spans> parseMath(const QString& source)
{
    if (source.size() > kLongestMath || source.trimmed().isEmpty())
        return std::nullopt;
    const QString trimmed = source.trimmed();
    return MathParser(trimmed).parse();
}

} // namespace ui::markdown
