// The part of BlockParser that reads lists, and the notes and definitions at the end of a text.
#include "ui/markdown/block_parser_class.h"

namespace ui::markdown {

namespace {

constexpr int kNoteIndent = 4; // of what goes on with a note

} // namespace

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

// Those that a line that begins a block is too far left for. An item finds its own.
void BlockParser::leaveLists(const Line& line)
{
    if (m_textOpen || listMarker(line.text) > 0)
        return;
    while (!m_lists.empty() && !standsIn(m_lists.back(), line.column))
        m_lists.pop_back();
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
    if (indent() < kDeepestNesting)
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

bool BlockParser::isNote(const Line& line) const
{
    return startsNote(line.text) && m_references.numberOf(noteName(line.text)) > 0;
}

bool BlockParser::isDefinition(const Line& line) const
{
    return !m_textOpen && !m_references.targets.isEmpty() &&
           m_references.targets.contains(definitionAt(line.text).label);
}

// Notes stand where they were written, which is at the end: an item each, under one rule. Parsing
// may go on at any but the first: before that it would not know that the rule is there, and an
// indented one would be code.
bool BlockParser::takeNote(const Line& line)
{
    if (!isNote(line))
        return false;
    const QStringView name = noteName(line.text);
    closeAll();
    m_lists.clear();
    const bool isBehindRule =
        m_result.blocks.isEmpty() || m_result.blocks.back().kind == BlockKind::Rule;
    if (!m_inNotes && !isBehindRule)
        add(BlockKind::Rule);
    else if (m_inNotes && m_quoteDepth == 0 && line.column < 4)
        markStable();
    m_lists.push_back({0, kNoteIndent});
    add(BlockKind::ListItem).marker = QString::number(m_references.numberOf(name)) + u'.';
    m_inNotes = true;
    m_textOpen = true;
    m_pendingText = line.text.sliced(noteReferenceSize(name) + 1).trimmed().toString();
    return true;
}

} // namespace ui::markdown
