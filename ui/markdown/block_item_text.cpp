// The part of BlockItem that is asked for its text: found, pointed at, selected and copied.
#include "ui/markdown/block_item.h"

#include "ui/markdown/formula_object.h"
#include "ui/markdown/safe_document.h"

#include <QAbstractTextDocumentLayout>
#include <QTextCursor>
#include <QTextTable>

#include <algorithm>

namespace ui::markdown {

QList<int> BlockItem::find(const QString& words) const
{
    QList<int> positions;
    if (!m_document || words.isEmpty())
        return positions;
    const QString text = m_document->toPlainText();
    for (qsizetype at = text.indexOf(words, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(words, at + words.size(), Qt::CaseInsensitive))
        positions << int(at);
    return positions;
}

int BlockItem::positionAt(const QPoint& point) const
{
    const QPointF local = point - textRect().topLeft() + QPoint(m_scroll, 0);
    return std::max(0, m_document->documentLayout()->hitTest(local, Qt::FuzzyHit));
}

std::pair<int, int> BlockItem::positionsIn(const QRect& rect) const
{
    const QRect part = rect & textRect();
    if (part.isEmpty())
        return {0, -1};
    // Lines may begin at either side.
    const auto ends = {positionAt(part.topLeft()),
                       positionAt(part.topRight()),
                       positionAt(part.bottomLeft()),
                       positionAt(part.bottomRight())};
    return {std::min(ends), std::max(ends)};
}

QString BlockItem::linkAt(const QPoint& point) const
{
    const QRect rect = textRect();
    if (!m_document || !rect.contains(point))
        return {};
    return m_document->documentLayout()->anchorAt(point - rect.topLeft() + QPoint(m_scroll, 0));
}

QString BlockItem::documentText() const
{
    return m_document ? m_document->toPlainText() : QString();
}

QRect BlockItem::rectOf(const TintRun& run) const
{
    if (!m_document)
        return {};
    const QRect line = runRect(*m_document, run);
    return line.isNull() ? line : line.translated(textRect().topLeft() - QPoint(m_scroll, 0));
}

void BlockItem::scrollTo(const TintRun& run)
{
    const QRect seen = textRect();
    const QRect line = rectOf(run);
    if (line.left() < seen.left() || line.right() > seen.right())
        scrollTo(m_scroll + line.center().x() - seen.center().x());
}

int BlockItem::tintAt(const QPoint& point, const TintRuns& runs) const
{
    const QRect rect = textRect();
    if (!m_document || !rect.contains(point))
        return -1;
    const QPoint local = point - rect.topLeft() + QPoint(m_scroll, 0);
    int at = m_document->documentLayout()->hitTest(local, Qt::ExactHit);
    if (at < 0)
        return -1;
    // The nearest place between two characters; what is pointed at may be the one before it.
    if (const QRect after = runRect(*m_document, {at, at + 1, 0});
        at > 0 && (after.isNull() || after.left() > local.x()))
        --at;
    const auto behind = std::upper_bound(
        runs.begin(), runs.end(), at, [](int value, const TintRun& run) { return value < run.to; });
    return behind != runs.end() && at >= behind->from ? behind->tint : -1;
}

int BlockItem::endPosition() const
{
    return m_document ? m_document->characterCount() - 1 : 0;
}

QPair<int, int> BlockItem::wordAt(int position) const
{
    QTextCursor cursor(m_document.get());
    cursor.setPosition(std::min(position, endPosition()));
    cursor.select(QTextCursor::WordUnderCursor);
    return {cursor.selectionStart(), cursor.selectionEnd()};
}

QString BlockItem::plainBetween(int from, int to) const
{
    QTextCursor cursor(m_document.get());
    cursor.setPosition(std::min(from, endPosition()));
    cursor.setPosition(std::min(to, endPosition()), QTextCursor::KeepAnchor);
    return textWithFormulas(cursor);
}

QList<QStringList> BlockItem::cellsBetween(int from, int to) const
{
    QList<QStringList> rows;
    const auto* table = qobject_cast<QTextTable*>(m_document->rootFrame()->childFrames().value(0));
    for (int row = 0; table != nullptr && row < table->rows(); ++row) {
        QStringList cells;
        for (int column = 0; column < table->columns(); ++column) {
            const QTextTableCell cell = table->cellAt(row, column);
            const int first = cell.firstPosition();
            const int last = cell.lastPosition();
            if (to > first && (from < last || first == last))
                cells
                    << plainBetween(std::max(from, first), std::min(to, last)).replace(u'\n', u' ');
        }
        if (!cells.isEmpty())
            rows << cells;
    }
    return rows;
}

QString BlockItem::textBetween(int from, int to) const
{
    if (!m_document)
        return {};
    if (m_block.kind != BlockKind::Table) {
        const QString text = plainBetween(from, to);
        return !m_block.marker.isEmpty() && from == 0 ? m_block.marker + u' ' + text : text;
    }
    QStringList lines;
    for (const QStringList& cells : cellsBetween(from, to))
        lines << cells.join(u'\t');
    return lines.join(u'\n');
}

Block BlockItem::blockBetween(int from, int to) const
{
    Block part = m_block;
    if (!m_document || (from <= 0 && to >= endPosition()))
        return part;
    if (part.kind == BlockKind::Code) {
        part.code = plainBetween(from, to);
    } else if (part.kind == BlockKind::Table) {
        part.rows.clear();
        part.alignments.clear();
        part.continued = true;
        for (const QStringList& cells : cellsBetween(from, to)) {
            QList<Spans>& row = part.rows.emplaceBack();
            for (const QString& cell : cells)
                row << Spans{Span{.text = cell}};
        }
    } else {
        part.spans = {Span{.text = plainBetween(from, to)}};
    }
    return part;
}

} // namespace ui::markdown
