// Emphasis follows the delimiter-stack algorithm of the CommonMark specification 0.31, appendix "A
// parsing strategy", whose openers_bottom table keeps it linear.
#include "ui/markdown/inline_parser.h"

#include "ui/markdown/link_target.h"
#include "ui/maths/math_parser.h"

#include <QHash>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace ui::markdown {

namespace {

constexpr int kLongestDestination = 2048;

// A piece of text, with the styles that end before it and begin after it.
struct Node
{
    QString text;
    bool code = false;
    Span math;                                              // a formula, in place of text
    int boldEnds = 0, italicEnds = 0, strikeEnds = 0;       // before the text
    int boldBegins = 0, italicBegins = 0, strikeBegins = 0; // after the text
    QString linkBegins;                                     // after the text
    bool linkEnds = false;                                  // before the text
};

struct Delimiter
{
    std::size_t node = 0;
    QChar mark;
    int count = 0;
    int original = 0;
    bool canOpen = false;
    bool canClose = false;
    int previous = -1; // in the list of those still open
    int next = -1;
};

struct Bracket
{
    std::size_t node = 0;
    std::size_t delimiters = 0; // how many there were when it opened
    bool image = false;
};

bool isPunctuation(QChar c)
{
    return c.isPunct() || c.isSymbol();
}

class InlineParser
{
public:
    explicit InlineParser(const QString& text)
        : m_text(text)
        , m_lookAhead(kLongestDestination + 4 * text.size())
    {
        findBackticks();
    }

    Spans parse();

private:
    void findBackticks();
    bool takeCode();
    bool takeMath();
    bool takeAutolink();
    bool takeBareAddress();
    bool takeBreak();
    void takeDelimiters();
    void closeBracket();
    void processEmphasis(std::size_t bottom);
    void pair(Delimiter& opener, Delimiter& closer);
    void unlink(int index);
    void flushText();
    void addLink(const QString& shown, const QString& target);
    bool startsWith(QLatin1String word) const
    {
        return QStringView(m_text).sliced(m_at).startsWith(word, Qt::CaseInsensitive);
    }
    Spans spans() const;

    const QString& m_text;
    qsizetype m_at = 0;
    QString m_pending;
    int m_marks = 0;
    qsizetype m_lookAhead; // characters that destinations which turn out not to be any may cost
    std::vector<Node> m_nodes;
    std::vector<Delimiter> m_delimiters;
    std::vector<Bracket> m_brackets;
    QHash<qsizetype, std::vector<qsizetype>> m_backticks; // run length -> places, last first
};

void InlineParser::findBackticks()
{
    for (qsizetype i = 0; i < m_text.size();) {
        if (m_text[i] != u'`') {
            ++i;
            continue;
        }
        const qsizetype begin = i;
        while (i < m_text.size() && m_text[i] == u'`')
            ++i;
        m_backticks[i - begin].push_back(begin);
    }
    for (auto& places : m_backticks)
        std::reverse(places.begin(), places.end());
}

void InlineParser::flushText()
{
    if (!m_pending.isEmpty()) {
        m_nodes.push_back({});
        m_nodes.back().text = std::exchange(m_pending, {});
    }
}

bool InlineParser::takeCode()
{
    qsizetype end = m_at;
    while (end < m_text.size() && m_text[end] == u'`')
        ++end;
    const qsizetype length = end - m_at;
    auto& places = m_backticks[length];
    while (!places.empty() && places.back() < end)
        places.pop_back();
    if (places.empty()) {
        m_pending += QStringView(m_text).sliced(m_at, length);
        m_at = end;
        return true;
    }
    const qsizetype close = places.back();
    QString code = m_text.sliced(end, close - end);
    code.replace(u'\n', u' ');
    if (code.size() > 2 && code.startsWith(u' ') && code.endsWith(u' ') &&
        !code.trimmed().isEmpty())
        code = code.sliced(1, code.size() - 2);
    flushText();
    m_nodes.push_back({});
    m_nodes.back().text = code;
    m_nodes.back().code = true;
    m_at = close + length;
    return true;
}

void InlineParser::addLink(const QString& shown, const QString& target)
{
    flushText();
    m_nodes.push_back({});
    m_nodes.back().linkBegins = target;
    m_nodes.push_back({});
    m_nodes.back().text = shown;
    m_nodes.push_back({});
    m_nodes.back().linkEnds = true;
}

// A formula between dollars or backslashed brackets. What is none, or cannot be drawn, stays as it
// is.
bool InlineParser::takeMath()
{
    const bool backslash = m_text[m_at] == u'\\';
    const QChar second = m_at + 1 < m_text.size() ? m_text[m_at + 1] : QChar();
    QString close;
    if (backslash && second == u'(')
        close = QStringLiteral("\\)");
    else if (backslash && second == u'[')
        close = QStringLiteral("\\]");
    else if (!backslash && second == u'$')
        close = QStringLiteral("$$");
    else if (!backslash)
        close = QStringLiteral("$");
    if (close.isEmpty() || m_lookAhead < 0)
        return false;
    const qsizetype begin = m_at + close.size();
    const QStringView rest = QStringView(m_text).mid(begin, maths::kLongestSource + close.size());
    const qsizetype length = rest.indexOf(close);
    m_lookAhead -= length < 0 ? rest.size() : length;
    if (length <= 0)
        return false;
    const QStringView source = rest.first(length);
    if (close.size() == 1) { // "$5 and $6" are prices
        const qsizetype behind = begin + length + 1;
        const bool number = behind < m_text.size() && m_text[behind].isDigit();
        if (source.front().isSpace() || source.back().isSpace() || number)
            return false;
    }
    if (!maths::parseFormula(source.toString()))
        return false;
    flushText();
    const qsizetype end = begin + length + close.size();
    m_nodes.push_back({});
    Span& formula = m_nodes.back().math;
    formula.text = m_text.sliced(m_at, end - m_at);
    formula.math = source.toString();
    formula.isDisplay = close == QLatin1String("\\]") || close == QLatin1String("$$");
    ++m_marks;
    m_at = end;
    return true;
}

bool InlineParser::takeAutolink()
{
    const qsizetype limit = std::min<qsizetype>(m_text.size(), m_at + kLongestDestination);
    for (qsizetype i = m_at + 1; i < limit; ++i) {
        const QChar c = m_text[i];
        if (c == u'<' || c.isSpace())
            return false;
        if (c != u'>')
            continue;
        const QString address = m_text.sliced(m_at + 1, i - m_at - 1);
        const bool mail = address.contains(u'@') && !address.contains(u':');
        const QString target = mail ? QStringLiteral("mailto:") + address : address;
        if (!address.contains(u':') && !mail)
            return false;
        if (!linkTarget(target))
            return false;
        addLink(address, target);
        m_at = i + 1;
        return true;
    }
    return false;
}

bool InlineParser::takeBareAddress()
{
    if (!startsWith(QLatin1String("http://")) && !startsWith(QLatin1String("https://")))
        return false;
    if (m_at > 0 && m_text[m_at - 1].isLetterOrNumber())
        return false;
    const qsizetype limit = std::min<qsizetype>(m_text.size(), m_at + kLongestDestination);
    qsizetype end = m_at;
    int parentheses = 0;
    for (; end < limit; ++end) {
        const QChar c = m_text[end];
        if (c.isSpace() || c == u'<' || c == u'>' || c == u'`' || c == u'"' || c == u'*' ||
            c == u']' || c == u'|')
            break;
        if (c == u'(')
            ++parentheses;
        if (c == u')' && --parentheses < 0)
            break;
    }
    while (end > m_at && QStringLiteral(".,;:!?'").contains(m_text[end - 1]))
        --end;
    const QString address = m_text.sliced(m_at, end - m_at);
    if (!linkTarget(address))
        return false;
    addLink(address, address);
    m_at = end;
    return true;
}

bool InlineParser::takeBreak()
{
    for (const auto* tag : {"<br>", "<br/>", "<br />"}) {
        if (startsWith(QLatin1String(tag))) {
            m_pending += u'\n';
            m_at += qsizetype(qstrlen(tag));
            return true;
        }
    }
    return false;
}

void InlineParser::takeDelimiters()
{
    const QChar mark = m_text[m_at];
    qsizetype end = m_at;
    while (end < m_text.size() && m_text[end] == mark)
        ++end;
    const int count = int(std::min<qsizetype>(end - m_at, 1'000'000));
    const QChar before = m_at > 0 ? m_text[m_at - 1] : QChar(u' ');
    const QChar after = end < m_text.size() ? m_text[end] : QChar(u' ');
    const bool leftFlanking =
        !after.isSpace() && (!isPunctuation(after) || before.isSpace() || isPunctuation(before));
    const bool rightFlanking =
        !before.isSpace() && (!isPunctuation(before) || after.isSpace() || isPunctuation(after));
    flushText();
    Delimiter d;
    d.node = m_nodes.size();
    d.mark = mark;
    d.count = d.original = count;
    if (mark == u'_') {
        d.canOpen = leftFlanking && (!rightFlanking || isPunctuation(before));
        d.canClose = rightFlanking && (!leftFlanking || isPunctuation(after));
    } else {
        d.canOpen = leftFlanking && (mark != u'~' || count == 2);
        d.canClose = rightFlanking && (mark != u'~' || count == 2);
    }
    m_nodes.push_back({});
    m_nodes.back().text = m_text.sliced(m_at, end - m_at);
    if (d.canOpen || d.canClose)
        m_delimiters.push_back(d);
    ++m_marks;
    m_at = end;
}

void InlineParser::pair(Delimiter& opener, Delimiter& closer)
{
    const int used = opener.count >= 2 && closer.count >= 2 ? 2 : 1;
    Node& first = m_nodes[opener.node];
    Node& last = m_nodes[closer.node];
    if (opener.mark == u'~') {
        ++first.strikeBegins;
        ++last.strikeEnds;
    } else if (used == 2) {
        ++first.boldBegins;
        ++last.boldEnds;
    } else {
        ++first.italicBegins;
        ++last.italicEnds;
    }
    opener.count -= used;
    closer.count -= used;
    first.text.chop(used);
    last.text.chop(used);
}

void InlineParser::unlink(int index)
{
    Delimiter& d = m_delimiters[std::size_t(index)];
    if (d.previous >= 0)
        m_delimiters[std::size_t(d.previous)].next = d.next;
    if (d.next >= 0)
        m_delimiters[std::size_t(d.next)].previous = d.previous;
}

void InlineParser::processEmphasis(std::size_t bottom)
{
    const int first = int(bottom);
    const int end = int(m_delimiters.size());
    for (int i = first; i < end; ++i) {
        m_delimiters[std::size_t(i)].previous = i > first ? i - 1 : -1;
        m_delimiters[std::size_t(i)].next = i + 1 < end ? i + 1 : -1;
    }
    // Per mark, whether the closer may open too, and its length modulo 3: below this nothing
    // matches.
    std::array<int, 18> bottoms;
    bottoms.fill(-1);
    int at = first < end ? first : -1;
    while (at >= 0) {
        Delimiter& closer = m_delimiters[std::size_t(at)];
        if (!closer.canClose) {
            at = closer.next;
            continue;
        }
        const int kind = closer.mark == u'*' ? 0 : closer.mark == u'_' ? 1 : 2;
        int& lowest =
            bottoms[std::size_t(kind * 6 + (closer.canOpen ? 3 : 0) + closer.original % 3)];
        int open = closer.previous;
        bool found = false;
        for (; open >= 0 && open > lowest; open = m_delimiters[std::size_t(open)].previous) {
            const Delimiter& o = m_delimiters[std::size_t(open)];
            if (!o.canOpen || o.mark != closer.mark)
                continue;
            const bool oddSum = (o.canClose || closer.canOpen) &&
                                (o.original + closer.original) % 3 == 0 &&
                                (o.original % 3 != 0 || closer.original % 3 != 0);
            if (!oddSum) {
                found = true;
                break;
            }
        }
        if (!found) {
            lowest = closer.previous;
            const int next = closer.next;
            if (!closer.canOpen)
                unlink(at);
            at = next;
            continue;
        }
        Delimiter& opener = m_delimiters[std::size_t(open)];
        pair(opener, closer);
        opener.next = at; // those between are dead
        closer.previous = open;
        if (opener.count == 0)
            unlink(open);
        if (closer.count == 0) {
            const int next = closer.next;
            unlink(at);
            at = next;
        }
    }
    m_delimiters.resize(bottom);
}

// At "]": "[text](address)" becomes a link, "![text](address)" text and address; else the bracket
// is text.
void InlineParser::closeBracket()
{
    flushText();
    const Bracket bracket = m_brackets.back();
    m_brackets.pop_back();
    ++m_at;
    if (m_at >= m_text.size() || m_text[m_at] != u'(' || m_lookAhead < 0) {
        m_pending += u']';
        return;
    }
    qsizetype i = m_at + 1;
    const qsizetype limit = std::min<qsizetype>(m_text.size(), i + kLongestDestination);
    const auto skipBlanks = [&] {
        while (i < limit && m_text[i].isSpace())
            ++i;
    };
    skipBlanks();
    const bool angled = i < limit && m_text[i] == u'<';
    QString address;
    if (angled) {
        for (++i; i < limit && m_text[i] != u'>' && m_text[i] != u'\n'; ++i)
            address += m_text[i];
        ++i;
    } else {
        int depth = 0;
        for (; i < limit && !m_text[i].isSpace(); ++i) {
            if (m_text[i] == u'(')
                ++depth;
            if (m_text[i] == u')' && depth-- == 0)
                break;
            address += m_text[i];
        }
    }
    skipBlanks();
    if (i < limit && (m_text[i] == u'"' || m_text[i] == u'\'')) { // a title, which is not shown
        const QChar quote = m_text[i];
        for (++i; i < limit && m_text[i] != quote; ++i) {
        }
        ++i;
        skipBlanks();
    }
    if (i >= limit || m_text[i] != u')') {
        m_lookAhead -= i - m_at;
        m_pending += u']';
        return;
    }
    m_at = i + 1;
    ++m_marks;
    processEmphasis(bracket.delimiters);
    Node& opening = m_nodes[bracket.node];
    opening.text.clear(); // "[" or "!["
    const bool allowed = linkTarget(address).has_value();
    const bool hasText = m_nodes.size() > bracket.node + 1;
    if (bracket.image) {
        if (!hasText)
            m_pending += QStringLiteral("image");
        m_pending += QStringLiteral(" (");
        if (allowed)
            addLink(address, address);
        else
            m_pending += address;
        m_pending += u')';
    } else if (allowed && hasText) {
        opening.linkBegins = address;
        m_nodes.push_back({});
        m_nodes.back().linkEnds = true;
    } else if (allowed) {
        addLink(address, address);
    } else if (!address.isEmpty()) {
        m_pending += QStringLiteral(" (%1)").arg(address);
    }
}

Spans InlineParser::parse()
{
    while (m_at < m_text.size()) {
        const QChar c = m_text[m_at];
        if (m_marks >= kMostMarks || m_nodes.size() >= 4 * std::size_t(kMostMarks)) {
            m_pending += QStringView(m_text).sliced(m_at);
            break;
        }
        if ((c == u'\\' || c == u'$') && takeMath())
            continue;
        if (c == u'\\' && m_at + 1 < m_text.size()) {
            const QChar next = m_text[m_at + 1];
            const bool mathBracket = QStringLiteral("()[]").contains(next);
            if (next == u'\n')
                m_pending += u'\n';
            else if (next.unicode() < 0x80 && isPunctuation(next) && !mathBracket)
                m_pending += next;
            else
                m_pending += QStringView(m_text).sliced(m_at, 2);
            m_at += 2;
        } else if (c == u'`') {
            takeCode();
        } else if (c == u'<' && (takeBreak() || takeAutolink())) {
            continue;
        } else if ((c == u'h' || c == u'H') && takeBareAddress()) {
            continue;
        } else if (c == u'*' || c == u'_' || c == u'~') {
            takeDelimiters();
        } else if (c == u'[' ||
                   (c == u'!' && m_at + 1 < m_text.size() && m_text[m_at + 1] == u'[')) {
            const bool image = c == u'!';
            flushText();
            m_brackets.push_back({m_nodes.size(), m_delimiters.size(), image});
            m_nodes.push_back({});
            m_nodes.back().text = image ? QStringLiteral("![") : QStringLiteral("[");
            ++m_marks;
            m_at += image ? 2 : 1;
        } else if (c == u']' && !m_brackets.empty()) {
            closeBracket();
        } else {
            m_pending += c;
            ++m_at;
        }
    }
    flushText();
    processEmphasis(0);
    return spans();
}

Spans InlineParser::spans() const
{
    Spans result;
    int bold = 0, italic = 0, strike = 0;
    QString link;
    for (const Node& node : m_nodes) {
        bold -= node.boldEnds;
        italic -= node.italicEnds;
        strike -= node.strikeEnds;
        if (node.linkEnds)
            link.clear();
        if (!node.math.text.isEmpty()) {
            result.push_back(node.math);
            result.back().link = link;
        }
        if (!node.text.isEmpty()) {
            Span span{node.text, bold > 0, italic > 0, strike > 0, node.code, link, 0, {}, false};
            if (!result.isEmpty()) {
                Span& last = result.back();
                if (last.bold == span.bold && last.italic == span.italic &&
                    last.strike == span.strike && last.code == span.code &&
                    last.link == span.link && last.math.isEmpty()) {
                    last.text += span.text;
                    span.text.clear();
                }
            }
            if (!span.text.isEmpty())
                result.push_back(std::move(span));
        }
        bold += node.boldBegins;
        italic += node.italicBegins;
        strike += node.strikeBegins;
        if (!node.linkBegins.isEmpty())
            link = node.linkBegins;
    }
    return result;
}

} // namespace

Spans parseInline(const QString& text)
{
    return InlineParser(text).parse();
}

} // namespace ui::markdown
