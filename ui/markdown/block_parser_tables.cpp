// The part of BlockParser that reads tables.
#include "ui/markdown/block_parser_class.h"
#include "ui/markdown/text_piece.h"

#include <utility>

namespace ui::markdown {

namespace {

constexpr qsizetype kMostColumns = 64;

} // namespace

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
            row << inlineOf(cell.first(end).toString());
            const qsizetype shown = emojiIn(cell.first(end));
            m_tableEmoji += shown;
            emoji -= shown;
            cell = cell.sliced(end);
            goesOn = goesOn || !cell.isEmpty();
        }
        m_result.blocks.back().rows << row;
    }
}

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
    m_isDelimiterNext = true;
    return true;
}

} // namespace ui::markdown
