#include "ui/markdown/block_parser.h"

#include "ui/markdown/block_line.h"
#include "ui/markdown/inline_html.h"
#include "ui/markdown/inline_parser.h"
#include "ui/markdown/text_piece.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace ui::markdown {

namespace {

constexpr int kNoteIndent = 4;           // of what goes on with a note
constexpr qsizetype kMostColumns = 64;   // of a table
constexpr qsizetype kLongestTitle = 200; // of an underlined heading

struct Fence
{
    QChar mark;
    qsizetype length = 0; // 0: none is open
    int indent = 0;
    int quoteDepth = 0;
};

struct ListLevel
{
    int markerColumn = 0;
    int contentColumn = 0;
    bool isNumbered = false;
    bool isUnindented = false; // under a number in whose column it stands
};

class BlockParser
{
public:
    BlockParser(const QString& text, Dialect dialect)
        : m_text(text)
        , m_dialect(dialect)
        , m_comments(m_text)
    {
    }

    ParsedBlocks parse();

private:
    Line readLine(QStringView raw) const;
    bool skipComment(QStringView raw);
    void takeLine(const Line& line, QStringView nextRaw);
    void takeTypedLine(const Line& line);
    bool takeFenceLine(const Line& line);
    bool openFence(const Line& line);
    bool takeHeading(const Line& line);
    bool takeUnderline(const Line& line);
    bool openTable(const Line& line, QStringView nextRaw);
    bool takeTableLine(const Line& line);
    void addRow(const QList<QString>& cells);
    bool takeListItem(const Line& line);
    bool takeNote(const Line& line);
    int bulletColumn(int column, bool followsText) const;
    void addCodeLine(const Line& line, int indent);
    void addText(QStringView text);
    void closeText();
    void closeAll();
    void markStable();
    Block& add(BlockKind kind);
    int indent() const { return int(m_lists.size()); }

    const QString m_text;
    const Dialect m_dialect;
    CommentFinder m_comments;
    bool m_commentOpen = false; // one that may yet end
    qsizetype m_lineBegin = 0;
    ParsedBlocks m_result;
    Fence m_fence;
    std::vector<ListLevel> m_lists;
    int m_quoteDepth = 0;
    bool m_textOpen = false;  // the last block is a paragraph or list item that may go on
    bool m_tableOpen = false; // the last block is a table
    qsizetype m_tableEmoji = 0;
    bool m_indentedCode = false;
    bool m_afterBlank = true;
    bool m_inNotes = false; // the last block is of a note
    QString m_pendingText;  // of the open block
};

Block& BlockParser::add(BlockKind kind)
{
    Block block;
    block.kind = kind;
    block.indent = indent();
    block.quoteDepth = m_quoteDepth;
    m_inNotes = m_inNotes && !m_lists.empty();
    m_result.blocks.push_back(block);
    return m_result.blocks.back();
}

Line BlockParser::readLine(QStringView raw) const
{
    const bool hasQuotes = m_dialect == Dialect::Markdown && m_fence.length == 0;
    return lineOf(raw, hasQuotes ? kDeepestNesting : m_fence.quoteDepth);
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
        block.spans = parseInline(m_dialect == Dialect::AsTyped ? text : text.trimmed(), m_dialect);
        return;
    }
    block.spans = parseInline(text.first(firstEnd), m_dialect);
    for (qsizetype begin = firstEnd; begin < text.size();) {
        const qsizetype length = pieceEnd(QStringView(text).sliced(begin));
        Block& piece = add(BlockKind::Paragraph);
        piece.continued = true;
        piece.spans = parseInline(text.sliced(begin, length), m_dialect);
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
    if (m_commentOpen)
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

bool BlockParser::takeTableLine(const Line& line)
{
    if (!m_tableOpen)
        return false;
    if (!line.text.contains(u'|')) {
        m_tableOpen = false;
        return false;
    }
    QList<QString> cells = splitCells(line.text);
    cells.resize(m_result.blocks.back().alignments.size());
    addRow(cells);
    return true;
}

// Models write bullets under a number without an indent: those that follow its text belong to it,
// and stand as if they were two blanks further in.
int BlockParser::bulletColumn(int column, bool followsText) const
{
    for (std::size_t i = m_lists.size(); i-- > 0;) {
        const ListLevel& level = m_lists[i];
        const bool isInside = i + 1 < m_lists.size() && m_lists[i + 1].isUnindented;
        if (level.isNumbered && (isInside || (followsText && i + 1 == m_lists.size())) &&
            column >= level.markerColumn && column < level.markerColumn + 2)
            return level.markerColumn + 2;
    }
    return column;
}

// To the open table. Of a row with too many emoji each cell goes on in the row below.
void BlockParser::addRow(const QList<QString>& cells)
{
    const qsizetype columns = cells.size();
    QList<QStringView> left(cells.begin(), cells.end());
    qsizetype emoji = 0;
    for (const QStringView cell : left)
        emoji += emojiIn(cell);
    for (bool goesOn = true; std::exchange(goesOn, false);) {
        if ((m_result.blocks.back().rows.size() + 1) * columns > kMostCells ||
            (m_tableEmoji > 0 && m_tableEmoji + emoji > kMostTableEmoji)) {
            const QList<Qt::Alignment> alignments = m_result.blocks.back().alignments;
            Block& piece = add(BlockKind::Table);
            piece.alignments = alignments;
            piece.continued = true;
            m_tableEmoji = 0;
        }
        const bool isCut = emoji > kMostTableEmoji;
        QList<Spans> row;
        for (QStringView& cell : left) {
            const qsizetype end =
                isCut ? pieceEnd(cell, cell.size(), kMostTableEmoji / columns) : cell.size();
            row << parseInline(cell.first(end).toString());
            const qsizetype shown = emojiIn(cell.first(end));
            m_tableEmoji += shown;
            emoji -= shown;
            cell = cell.sliced(end);
            goesOn = goesOn || !cell.isEmpty();
        }
        m_result.blocks.back().rows << row;
    }
}

bool BlockParser::takeListItem(const Line& line)
{
    const qsizetype marker = listMarker(line.text);
    if (marker == 0)
        return false;
    const bool empty = marker >= line.text.size();
    if (empty && m_textOpen && !m_afterBlank && m_lists.empty())
        return false; // "1." or "-" alone does not break a paragraph
    const bool bullet = !line.text[0].isDigit();
    const int column = bullet ? bulletColumn(line.column, m_textOpen) : line.column;
    closeAll();
    // Models indent loosely: two blanks beyond the marker above are enough for a level of its own.
    while (!m_lists.empty() && column < m_lists.back().markerColumn + 2 &&
           (column > line.column || column < m_lists.back().contentColumn)) {
        const bool sibling =
            m_lists.size() == 1 || column > m_lists[m_lists.size() - 2].markerColumn + 1;
        m_lists.pop_back();
        if (sibling)
            break;
    }
    m_inNotes = m_inNotes && !m_lists.empty();
    if (m_lists.empty() && m_quoteDepth == 0)
        markStable();
    if (m_lists.size() < std::size_t(kDeepestNesting))
        m_lists.push_back({column, line.column + int(marker), !bullet, column > line.column});
    Block& block = add(BlockKind::ListItem);
    QStringView rest = line.text.sliced(marker).trimmed();
    const QStringView number = line.text.first(empty ? marker : marker - 1);
    block.marker = bullet ? QStringLiteral("•") : number.toString();
    if (bullet && rest.size() >= 3 && rest[0] == u'[' && rest[2] == u']' &&
        (rest.size() == 3 || rest[3] == u' ')) {
        const QChar state = rest[1];
        if (state == u' ' || state == u'x' || state == u'X') {
            block.marker = state == u' ' ? QStringLiteral("☐") : QStringLiteral("☑");
            rest = rest.sliced(3).trimmed();
        }
    }
    m_textOpen = true;
    m_pendingText = rest.toString();
    return true;
}

// Notes stand where they were written, which is at the end: an item each, under one rule. Parsing
// may go on at any but the first: before that it would not know that the rule is there.
bool BlockParser::takeNote(const Line& line)
{
    if (!startsNote(line.text))
        return false;
    const qsizetype label = noteReference(line.text);
    closeAll();
    m_lists.clear();
    const bool isBehindRule =
        m_result.blocks.isEmpty() || m_result.blocks.back().kind == BlockKind::Rule;
    if (!m_inNotes && !isBehindRule)
        add(BlockKind::Rule);
    else if (m_inNotes && m_quoteDepth == 0)
        markStable();
    m_lists.push_back({0, kNoteIndent});
    add(BlockKind::ListItem).marker = line.text.sliced(2, label - 3).toString() + u'.';
    m_inNotes = true;
    m_textOpen = true;
    m_pendingText = line.text.sliced(label + 1).trimmed().toString();
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

// The delimiter row after the header is left to parse() to drop.
bool BlockParser::openTable(const Line& line, QStringView nextRaw)
{
    if (!line.text.contains(u'|'))
        return false;
    const QList<Qt::Alignment> alignments = delimiterRow(readLine(nextRaw).text);
    const QList<QString> header = alignments.isEmpty() ? QList<QString>() : splitCells(line.text);
    if (header.isEmpty() || header.size() != alignments.size() || header.size() > kMostColumns)
        return false;
    closeAll();
    add(BlockKind::Table).alignments = alignments;
    m_tableEmoji = 0;
    addRow(header);
    m_tableOpen = true;
    return true;
}

// One that begins a line, with all of its lines. What follows it in the last one is a line.
bool BlockParser::skipComment(QStringView raw)
{
    const Line line = lineOf(raw, 0);
    const qsizetype begin = m_lineBegin + (line.text.data() - raw.data());
    if (m_dialect == Dialect::AsTyped || m_fence.length > 0 || m_indentedCode ||
        (line.column >= 4 && m_lists.empty()) || !m_comments.beginsAt(begin))
        return false;
    const qsizetype end = m_comments.endOf(begin);
    m_commentOpen = end < 0;
    if (m_commentOpen)
        return false;
    const QStringView text(m_text);
    const qsizetype lineEnd = text.indexOf(u'\n', end);
    const QStringView rest = text.sliced(end, (lineEnd < 0 ? text.size() : lineEnd) - end);
    m_lineBegin = rest.trimmed().isEmpty() ? end + rest.size() + 1 : end;
    return true;
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

void BlockParser::takeLine(const Line& line, QStringView nextRaw)
{
    if (takeFenceLine(line))
        return;
    if (m_dialect == Dialect::AsTyped) {
        takeTypedLine(line);
        return;
    }
    if (line.text.isEmpty()) {
        if (m_indentedCode) {
            m_result.blocks.back().code += u'\n';
        } else {
            closeAll();
        }
        m_afterBlank = true;
        return;
    }
    const bool lazy = m_textOpen && line.quoteDepth < m_quoteDepth;
    if (line.quoteDepth != m_quoteDepth && !lazy) {
        closeAll();
        m_lists.clear();
        m_quoteDepth = line.quoteDepth;
    }
    const bool wasBlank = std::exchange(m_afterBlank, false);
    if (takeTableLine(line))
        return;
    const bool starts = headingLevel(line.text) > 0 || isRule(line.text) ||
                        listMarker(line.text) > 0 || startsNote(line.text);
    if (lazy && starts) {
        closeAll();
        m_lists.clear();
        m_quoteDepth = line.quoteDepth;
    }
    const int content = m_lists.empty() ? 0 : m_lists.back().contentColumn;
    if (m_indentedCode && line.column >= content + 4) {
        addCodeLine(line, content + 4);
        return;
    }
    if (m_indentedCode)
        closeAll();
    if (line.column < content + 4 && takeNote(line))
        return;
    if (!m_textOpen && listMarker(line.text) == 0) {
        while (!m_lists.empty() && line.column < m_lists.back().contentColumn &&
               line.column < m_lists.back().markerColumn + 2)
            m_lists.pop_back();
    }
    const bool mayBecomeNote = line.text.startsWith(QLatin1String("[^")) || line.text == u"[";
    if (!m_textOpen && m_lists.empty() && m_quoteDepth == 0 && (wasBlank || line.column < 4) &&
        !mayBecomeNote)
        markStable();
    if (m_textOpen && !m_lists.empty() && line.column == 0 && headingLevel(line.text) > 0) {
        closeAll();
        m_lists.clear();
    }
    if (openFence(line))
        return;
    if (takeHeading(line) || (!lazy && takeUnderline(line)))
        return;
    if (isRule(line.text)) {
        closeAll();
        if (line.column == 0)
            m_lists.clear();
        add(BlockKind::Rule);
        return;
    }
    if (takeListItem(line))
        return;
    if (!m_textOpen && line.column >= content + 4 && wasBlank) {
        add(BlockKind::Code);
        m_indentedCode = true;
        addCodeLine(line, content + 4);
        return;
    }
    if (!openTable(line, nextRaw))
        addText(line.text);
}

ParsedBlocks BlockParser::parse()
{
    const QStringView text(m_text);
    bool skip = false;
    for (m_lineBegin = 0; m_lineBegin < text.size();) {
        qsizetype end = text.indexOf(u'\n', m_lineBegin);
        if (end < 0)
            end = text.size();
        const QStringView raw = text.sliced(m_lineBegin, end - m_lineBegin);
        QStringView next;
        if (end + 1 < text.size()) {
            const qsizetype nextEnd = text.indexOf(u'\n', end + 1);
            next = text.sliced(end + 1, (nextEnd < 0 ? text.size() : nextEnd) - end - 1);
        }
        if (skipComment(raw))
            continue;
        if (!skip) {
            const bool hadTable = m_tableOpen;
            takeLine(readLine(raw), next);
            skip = m_tableOpen && !hadTable;
        } else {
            skip = false;
        }
        m_lineBegin = end + 1;
    }
    closeAll();
    for (Block& block : m_result.blocks) {
        while (block.kind == BlockKind::Code && block.code.endsWith(u'\n'))
            block.code.chop(1);
    }
    return std::move(m_result);
}

} // namespace

ParsedBlocks parseBlocks(const QString& text, Dialect dialect)
{
    return BlockParser(cleaned(text), dialect).parse();
}

} // namespace ui::markdown
