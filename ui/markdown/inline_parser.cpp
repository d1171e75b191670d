#include "ui/markdown/inline_parser.h"

#include "ui/markdown/emphasis.h"
#include "ui/markdown/entity.h"
#include "ui/markdown/inline_address.h"
#include "ui/markdown/inline_html.h"
#include "ui/markdown/inline_node.h"
#include "ui/markdown/link_target.h"
#include "ui/maths/math_parser.h"

#include <QHash>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace ui::markdown {

namespace {

struct Bracket
{
    qsizetype textBegin = 0;
    std::size_t node = 0;
    std::size_t delimiters = 0; // how many there were when it opened
    bool image = false;
};

// The name of the environment that makes a formula in lines of its own, without brackets around it;
// empty where text begins none.
QStringView environmentAt(QStringView text)
{
    constexpr QLatin1String kBegin("\\begin{");
    if (!text.startsWith(kBegin))
        return {};
    text = text.sliced(kBegin.size());
    for (const auto* name : {"align", "align*", "equation", "equation*", "gather", "gather*"}) {
        const auto length = qsizetype(qstrlen(name));
        if (text.startsWith(QLatin1String(name)) && text.mid(length).startsWith(u'}'))
            return text.first(length);
    }
    return {};
}

bool isPunctuation(QChar c)
{
    return c.isPunct() || c.isSymbol();
}

struct OpenTag
{
    int Styles::*style = nullptr;
    std::size_t node = 0;
};

class InlineParser
{
public:
    InlineParser(const QString& text, Dialect dialect, const References& references)
        : m_text(text)
        , m_references(references)
        , m_asTyped(dialect == Dialect::AsTyped)
        , m_comments(text)
        , m_lookAhead(kLongestDestination + 4 * text.size())
    {
        findBackticks();
    }

    Spans parse();

private:
    void findBackticks();
    bool takeCode();
    bool takeMath();
    bool takeAddress(const FoundAddress& address);
    bool takeBareAddress();
    bool takeTag();
    bool takeBreak();
    bool takeComment();
    bool takeStyleTag();
    bool takeEntity();
    bool takeNoteReference();
    void takeDelimiters();
    std::optional<Destination> destinationHere();
    std::optional<Destination> referenceHere(QStringView text) const;
    void closeBracket();
    void flushText();
    void addLink(const QString& shown, const QString& target);
    QStringView rest() const { return QStringView(m_text).sliced(m_at); }

    const QString& m_text;
    const References& m_references;
    const bool m_asTyped;
    CommentFinder m_comments;
    qsizetype m_at = 0;
    QString m_pending;
    int m_marks = 0;
    qsizetype m_lookAhead; // characters that destinations which turn out not to be any may cost
    std::vector<InlineNode> m_nodes;
    std::vector<Delimiter> m_delimiters;
    std::vector<Bracket> m_brackets;
    std::vector<OpenTag> m_openTags;
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

// A formula between dollars or backslashed brackets, or an environment that is one. What is none,
// or cannot be drawn, stays as it is.
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
    const QStringView environment = environmentAt(rest());
    if (!environment.isEmpty())
        close = QStringLiteral("\\end{%1}").arg(environment);
    if (close.isEmpty() || m_lookAhead < 0)
        return false;
    const qsizetype begin = environment.isEmpty() ? m_at + close.size() : m_at;
    const QStringView near = QStringView(m_text).mid(begin, maths::kLongestSource + close.size());
    const qsizetype length = near.indexOf(close);
    m_lookAhead -= length < 0 ? near.size() : length;
    if (length <= 0)
        return false;
    const QStringView source = near.first(environment.isEmpty() ? length : length + close.size());
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
    formula.isDisplay =
        close == QLatin1String("\\]") || close == QLatin1String("$$") || !environment.isEmpty();
    ++m_marks;
    m_at = end;
    return true;
}

bool InlineParser::takeAddress(const FoundAddress& address)
{
    if (address.length == 0)
        return false;
    addLink(address.shown, address.target);
    m_at += address.length;
    return true;
}

bool InlineParser::takeBareAddress()
{
    return (m_at == 0 || !m_text[m_at - 1].isLetterOrNumber()) &&
           takeAddress(bareAddressAt(rest()));
}

bool InlineParser::takeTag()
{
    return takeBreak() || takeStyleTag() || takeComment() || takeAddress(autolinkAt(rest()));
}

// A line break in the text that follows adds none.
bool InlineParser::takeBreak()
{
    const qsizetype length = lineBreakTagAt(rest());
    if (length == 0)
        return false;
    m_pending += u'\n';
    m_at += length;
    while (m_at < m_text.size() && m_text[m_at] == u' ')
        ++m_at;
    if (m_at < m_text.size() && m_text[m_at] == u'\n')
        ++m_at;
    return true;
}

bool InlineParser::takeComment()
{
    const qsizetype end = m_comments.beginsAt(m_at) ? m_comments.endOf(m_at) : -1;
    if (end < 0)
        return false;
    m_at = end;
    return true;
}

// Is text until the tag that ends the style comes.
bool InlineParser::takeStyleTag()
{
    const StyleTag tag = styleTagAt(rest());
    if (tag.style == nullptr)
        return false;
    flushText();
    m_nodes.push_back({});
    InlineNode& node = m_nodes.back();
    const auto open = std::find_if(m_openTags.rbegin(),
                                   m_openTags.rend(),
                                   [&](const OpenTag& each) { return each.style == tag.style; });
    if (!tag.closes) {
        m_openTags.push_back({tag.style, m_nodes.size() - 1});
        node.text = m_text.sliced(m_at, tag.length);
    } else if (open == m_openTags.rend()) {
        node.text = m_text.sliced(m_at, tag.length);
    } else {
        InlineNode& opening = m_nodes[open->node];
        opening.text.clear();
        ++(opening.begins.*tag.style);
        ++(node.ends.*tag.style);
        m_openTags.erase(std::next(open).base());
    }
    ++m_marks;
    m_at += tag.length;
    return true;
}

bool InlineParser::takeEntity()
{
    const Entity entity = entityAt(rest());
    if (entity.length == 0)
        return false;
    m_pending += QString::fromUcs4(&entity.character, 1);
    m_at += entity.length;
    return true;
}

// A number, raised; the note has the same number.
bool InlineParser::takeNoteReference()
{
    const QStringView name = noteName(rest());
    const int number = m_references.numberOf(name);
    if (number == 0)
        return false;
    const bool isBehindNote = m_pending.isEmpty() && !m_nodes.empty() && m_nodes.back().isNote;
    flushText();
    m_nodes.push_back({});
    m_nodes.back().text =
        (isBehindNote ? QStringLiteral(",") : QString()) + QString::number(number);
    m_nodes.back().isNote = true;
    ++m_marks;
    m_at += noteReferenceSize(name);
    return true;
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

// What follows text in brackets: "(address)".
std::optional<Destination> InlineParser::destinationHere()
{
    if (!rest().startsWith(u'(') || m_lookAhead < 0)
        return std::nullopt;
    Destination found = destinationAt(rest().sliced(1));
    const qsizetype end = m_at + 1 + found.end;
    if (found.end >= kLongestDestination || end >= m_text.size() || m_text[end] != u')') {
        m_lookAhead -= found.end;
        return std::nullopt;
    }
    found.end = end + 1;
    return found;
}

// The same by a label, which is the text itself or follows it: "[text]", "[text][]",
// "[text][label]".
std::optional<Destination> InlineParser::referenceHere(QStringView text) const
{
    QStringView label = text;
    qsizetype end = m_at;
    if (rest().startsWith(u'[')) {
        const QStringView near = rest().first(std::min(rest().size(), kLongestLabel)).sliced(1);
        const qsizetype length = near.indexOf(u']');
        if (length >= 0 && !near.first(length).contains(u'[')) {
            label = length > 0 ? near.first(length) : text;
            end = m_at + length + 2;
        }
    }
    const QString address = m_references.targetOf(label);
    return address.isEmpty() ? std::nullopt : std::optional(Destination{address, end});
}

// At "]": text in brackets becomes a link where it leads somewhere, "![text](address)" text and
// address; else the bracket is text.
void InlineParser::closeBracket()
{
    flushText();
    const Bracket bracket = m_brackets.back();
    m_brackets.pop_back();
    const QStringView text =
        QStringView(m_text).sliced(bracket.textBegin, m_at - bracket.textBegin);
    ++m_at;
    std::optional<Destination> destination = destinationHere();
    if (!destination)
        destination = referenceHere(text);
    if (!destination) {
        m_pending += u']';
        return;
    }
    const QString& address = destination->address;
    m_at = destination->end;
    ++m_marks;
    resolveEmphasis(m_nodes, m_delimiters, bracket.delimiters);
    InlineNode& opening = m_nodes[bracket.node];
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
        const bool mayBeAddress = QStringView(u"hHwW").contains(c);
        const bool isMark = !m_asTyped || c == u'`' || mayBeAddress;
        if (!isMark) {
            m_pending += c;
            ++m_at;
        } else if (c == u'\\' && m_at + 1 < m_text.size()) {
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
        } else if (c == u'<' && takeTag()) {
            continue;
        } else if (c == u'&' && takeEntity()) {
            continue;
        } else if (mayBeAddress && takeBareAddress()) {
            continue;
        } else if (c == u'*' || c == u'_' || c == u'~') {
            takeDelimiters();
        } else if (c == u'[' && takeNoteReference()) {
            continue;
        } else if (c == u'[' ||
                   (c == u'!' && m_at + 1 < m_text.size() && m_text[m_at + 1] == u'[')) {
            const bool image = c == u'!';
            flushText();
            m_brackets.push_back(
                {m_at + (image ? 2 : 1), m_nodes.size(), m_delimiters.size(), image});
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
    resolveEmphasis(m_nodes, m_delimiters, 0);
    return spansOf(m_nodes);
}

} // namespace

Spans parseInline(const QString& text, Dialect dialect, const References& references)
{
    return InlineParser(text, dialect, references).parse();
}

} // namespace ui::markdown
