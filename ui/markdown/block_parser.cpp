#include "ui/markdown/block_parser.h"

#include "ui/markdown/alert.h"
#include "ui/markdown/block_parser_class.h"
#include "ui/markdown/inline_html.h"
#include "ui/markdown/inline_parser.h"
#include "ui/markdown/text_piece.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace ui::markdown {

namespace {

constexpr int kFurthestQuote = 4;        // column of its mark, outside of lists
constexpr qsizetype kLongestTitle = 200; // of an underlined heading
// A longer one is text: else one that never ends would keep all behind it from becoming stable.
constexpr qsizetype kLongestComment = 8000;

} // namespace

Block& BlockParser::add(BlockKind kind)
{
    Block block;
    block.kind = kind;
    block.indent = indent();
    block.quoteDepth = m_quoteDepth;
    block.quotedIn = int(m_outerLists.size());
    block.alert = m_alert;
    m_quoteBegins = false;
    m_inNotes = m_inNotes && indent() > 0;
    m_result.blocks.push_back(block);
    return m_result.blocks.back();
}

Line BlockParser::readLine(QStringView raw) const
{
    const bool hasQuotes = m_dialect == Dialect::Markdown && m_fence.length == 0;
    // Those of a list's item stand further in.
    const std::vector<ListLevel>& lists = m_quoteDepth > 0 ? m_outerLists : m_lists;
    const int furthest = lists.empty() ? kFurthestQuote : lists.back().contentColumn + 3;
    return lineOf(
        raw, hasQuotes ? kDeepestNesting : m_fence.quoteDepth, std::max(kFurthestQuote, furthest));
}

void BlockParser::closeText()
{
    if (!m_textOpen)
        return;
    m_textOpen = false;
    const QString text = std::exchange(m_pendingText, {});
    Block& block = m_result.blocks.back();
    const qsizetype firstEnd = pieceEnd(text);
    if (firstEnd == text.size()) {
        // What was typed keeps its indent.
        block.spans = inlineOf(m_dialect == Dialect::AsTyped ? text : text.trimmed());
        return;
    }
    block.spans = inlineOf(text.first(firstEnd));
    for (qsizetype begin = firstEnd; begin < text.size();) {
        const qsizetype length = pieceEnd(QStringView(text).sliced(begin));
        Block& piece = add(BlockKind::Paragraph);
        piece.continued = true;
        piece.spans = inlineOf(text.sliced(begin, length));
        begin += length;
    }
}

void BlockParser::closeAll()
{
    closeText();
    m_tableOpen = false;
    m_indentedCode = false;
}

void BlockParser::addText(QStringView text)
{
    if (!m_textOpen) {
        add(BlockKind::Paragraph);
        m_textOpen = true;
    } else if (!m_pendingText.isEmpty()) {
        m_pendingText += u'\n';
    }
    m_pendingText += text;
}

void BlockParser::markStable()
{
    if (m_commentOpen || m_isLastLine)
        return;
    m_result.stableEnd = m_lineBegin;
    m_result.stableBlocks = m_result.blocks.size();
}

void BlockParser::addCodeLine(const Line& line, int indent)
{
    Block& block = m_result.blocks.back();
    qsizetype strip = 0;
    while (strip < line.afterQuotes.size() && strip < indent && line.afterQuotes[strip] == u' ')
        ++strip;
    block.code += line.afterQuotes.sliced(strip);
    block.code += u'\n';
}

bool BlockParser::takeFenceLine(const Line& line)
{
    if (m_fence.length == 0)
        return false;
    qsizetype marks = 0;
    while (marks < line.text.size() && line.text[marks] == m_fence.mark)
        ++marks;
    const bool closes = marks >= m_fence.length && line.text.sliced(marks).trimmed().isEmpty() &&
                        line.column < m_fence.indent + 4;
    if (closes || line.quoteDepth < m_fence.quoteDepth) {
        m_fence.length = 0;
        return closes;
    }
    addCodeLine(line, m_fence.indent);
    return true;
}

bool BlockParser::openFence(const Line& line)
{
    if (line.text.size() < 3 || (line.text[0] != u'`' && line.text[0] != u'~'))
        return false;
    qsizetype marks = 0;
    while (marks < line.text.size() && line.text[marks] == line.text[0])
        ++marks;
    const QStringView info = line.text.sliced(marks).trimmed();
    if (marks < 3 || (line.text[0] == u'`' && info.contains(u'`')))
        return false;
    closeAll();
    if (line.column == 0)
        m_lists.clear();
    m_fence = {line.text[0], marks, line.column, line.quoteDepth};
    Block& block = add(BlockKind::Code);
    const qsizetype blank = info.indexOf(u' ');
    const QStringView word = blank < 0 ? info : info.first(blank);
    block.language = word.first(std::min<qsizetype>(word.size(), 24)).toString();
    return true;
}

bool BlockParser::takeHeading(const Line& line)
{
    const int level = headingLevel(line.text);
    if (level == 0)
        return false;
    closeAll();
    if (line.column == 0)
        m_lists.clear();
    QStringView title = line.text.sliced(level).trimmed();
    while (title.endsWith(u'#'))
        title.chop(1);
    add(BlockKind::Heading).level = level;
    m_textOpen = true;
    m_pendingText = title.trimmed().toString();
    closeText();
    return true;
}

// What underlines a paragraph of one line makes it a heading.
bool BlockParser::takeUnderline(const Line& line)
{
    if (!m_textOpen || !m_lists.empty() || m_result.blocks.back().kind != BlockKind::Paragraph)
        return false;
    const QChar mark = line.text[0];
    const bool isUnderline =
        (mark == u'=' || mark == u'-') && line.text.size() >= 2 &&
        std::all_of(line.text.begin(), line.text.end(), [&](QChar c) { return c == mark; });
    if (!isUnderline || m_pendingText.size() >= kLongestTitle || m_pendingText.contains(u'\n'))
        return false;
    m_result.blocks.back().kind = BlockKind::Heading;
    m_result.blocks.back().level = mark == u'=' ? 1 : 2;
    closeText();
    return true;
}

// Whether the mark of its quote is too far left for the item that the open quote stands in.
bool BlockParser::leavesItem(const Line& line) const
{
    return line.quoteDepth > 0 && !m_outerLists.empty() &&
           !standsIn(m_outerLists.back(), line.quoteColumn);
}

// To the quotes of a line that is not in those of the block above. The lists that these stand in
// stay open.
void BlockParser::changeQuotes(const Line& line)
{
    closeAll();
    if (m_quoteDepth == 0 || line.quoteDepth == 0 || leavesItem(line))
        endAlert();
    if (m_quoteDepth == 0)
        m_outerLists.swap(m_lists);
    m_lists.clear();
    m_quoteDepth = line.quoteDepth;
    while (leavesItem(line))
        m_outerLists.pop_back();
    if (m_quoteDepth == 0)
        m_lists.swap(m_outerLists);
}

void BlockParser::endAlert()
{
    m_quoteBegins = true;
    m_alert = Alert::None;
}

bool BlockParser::takeAlert(const Line& line)
{
    const Alert alert = m_quoteBegins && m_quoteDepth == 1 ? alertAt(line.text) : Alert::None;
    if (alert == Alert::None)
        return false;
    m_lists.clear();
    m_alert = alert;
    Block& block = add(BlockKind::Paragraph);
    block.beginsAlert = true;
    block.spans = {Span{.text = alertName(alert), .bold = true}};
    return true;
}

// Those that begin a line, with all of their lines. What follows them in the last one is a line.
// All at once: the line that a comment is in is looked at once, however many it has.
bool BlockParser::skipComments(QStringView raw)
{
    const Indent indent = indentOf(raw);
    const int codeColumn = contentColumn() + 4;
    const bool isInFence = m_fence.length > 0 && m_fence.quoteDepth == 0;
    if (m_dialect == Dialect::AsTyped || isInFence ||
        (indent.column >= codeColumn && (m_indentedCode || m_lists.empty())))
        return false;
    const QStringView text(m_text);
    const qsizetype lineBegin = m_lineBegin;
    for (qsizetype at = lineBegin + indent.length; m_comments.beginsAt(at);) {
        const qsizetype end = m_comments.endOf(at);
        m_commentOpen = end < 0 && text.size() - at < kLongestComment;
        if (end < 0 || end - at > kLongestComment)
            break;
        m_lineBegin = end;
        for (at = end; at < text.size() && text[at] != u'\n' && text[at].isSpace();)
            ++at;
        if (at == text.size() || text[at] == u'\n') {
            m_lineBegin = at + 1;
            break;
        }
    }
    return m_lineBegin != lineBegin;
}

void BlockParser::takeTypedLine(const Line& line)
{
    if (line.text.isEmpty()) {
        closeAll();
        return;
    }
    if (openFence(line))
        return;
    if (!m_textOpen)
        markStable();
    addText(line.afterQuotes);
}

void BlockParser::takeBlankLine(const Line& line)
{
    if (m_indentedCode)
        m_result.blocks.back().code += u'\n';
    else
        closeAll();
    m_afterBlank = true;
    if (line.quoteDepth == 0)
        endAlert();
}

bool BlockParser::takeCodeLine(const Line& line, int codeColumn)
{
    if (!m_indentedCode)
        return false;
    if (line.column < codeColumn) {
        closeAll();
        return false;
    }
    addCodeLine(line, codeColumn);
    return true;
}

bool BlockParser::openCode(const Line& line, int codeColumn)
{
    if (m_textOpen || line.column < codeColumn)
        return false;
    add(BlockKind::Code);
    m_indentedCode = true;
    addCodeLine(line, codeColumn);
    return true;
}

bool BlockParser::takeRule(const Line& line)
{
    if (!isRule(line.text))
        return false;
    closeAll();
    if (line.column == 0)
        m_lists.clear();
    add(BlockKind::Rule);
    return true;
}

bool BlockParser::startsBlock(const Line& line) const
{
    return headingLevel(line.text) > 0 || isRule(line.text) || listMarker(line.text) > 0 ||
           isNote(line);
}

// Where a block begins outside of lists and quotes, but not at a note, or a definition before one:
// parsing cannot go on before the first note. Nor further in, where a line is code unless it
// follows what is above.
void BlockParser::markStableAt(const Line& line)
{
    const bool mayBecomeNote = line.text.startsWith(u'[');
    if (!m_textOpen && m_lists.empty() && m_quoteDepth == 0 && line.column < 4 && !mayBecomeNote)
        markStable();
}

void BlockParser::takeLine(const Line& line, QStringView nextRaw)
{
    if (takeFenceLine(line))
        return;
    if (m_dialect == Dialect::AsTyped) {
        takeTypedLine(line);
        return;
    }
    if (line.text.isEmpty()) {
        takeBlankLine(line);
        return;
    }
    const bool lazy = m_textOpen && line.quoteDepth < m_quoteDepth;
    if (!lazy && (line.quoteDepth != m_quoteDepth || leavesItem(line)))
        changeQuotes(line);
    const bool wasBlank = std::exchange(m_afterBlank, false);
    if (takeAlert(line) || takeTableLine(line))
        return;
    if (lazy && startsBlock(line))
        changeQuotes(line);
    const int codeColumn = contentColumn() + 4; // of the list above, also where the line leaves it
    if (takeCodeLine(line, codeColumn) || (line.column < codeColumn && takeNote(line)))
        return;
    leaveLists(line);
    markStableAt(line);
    if (line.column < codeColumn && isDefinition(line)) {
        m_afterBlank = true;
        return;
    }
    const bool isTaken = openFence(line) || takeHeading(line) || (!lazy && takeUnderline(line)) ||
                         takeRule(line) || takeListItem(line) ||
                         (wasBlank && openCode(line, codeColumn)) || openTable(line, nextRaw);
    if (!isTaken)
        addText(line.text);
}

ParsedBlocks BlockParser::parse()
{
    const QStringView text(m_text);
    for (m_lineBegin = 0; m_lineBegin < text.size();) {
        qsizetype end = text.indexOf(u'\n', m_lineBegin);
        if (end < 0)
            end = text.size();
        m_isLastLine = end == text.size();
        const QStringView raw = text.sliced(m_lineBegin, end - m_lineBegin);
        QStringView next;
        if (end + 1 < text.size()) {
            const qsizetype nextEnd = text.indexOf(u'\n', end + 1);
            next = text.sliced(end + 1, (nextEnd < 0 ? text.size() : nextEnd) - end - 1);
        }
        if (skipComments(raw))
            continue;
        if (!std::exchange(m_isDelimiterNext, false))
            takeLine(readLine(raw), next);
        m_lineBegin = end + 1;
    }
    closeAll();
    for (Block& block : m_result.blocks) {
        while (block.kind == BlockKind::Code && block.code.endsWith(u'\n'))
            block.code.chop(1);
    }
    return std::move(m_result);
}

ParsedBlocks parseBlocks(const QString& text, Dialect dialect)
{
    return parseBlocks(
        text, dialect, dialect == Dialect::Markdown ? referencesIn(text) : References());
}

ParsedBlocks parseBlocks(const QString& part, Dialect dialect, const References& references)
{
    return BlockParser(cleaned(part), dialect, references).parse();
}

} // namespace ui::markdown
