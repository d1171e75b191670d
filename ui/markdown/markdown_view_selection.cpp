// The part of MarkdownView that follows the pointer and the keys: text that is selected and copied,
// links, and code that is scrolled sideways.
#include "ui/markdown/copy_text.h"
#include "ui/markdown/html_writer.h"
#include "ui/markdown/link_target.h"
#include "ui/markdown/markdown_view.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QWheelEvent>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

namespace ui::markdown {

namespace {

constexpr int kListIndent = 3; // blanks before what is in an item of a list

// A piece of a paragraph goes on where the one above ends, but for the blank that is not drawn
// there.
QString breakBetween(const Block& above, const Block& block)
{
    if (block.continued && block.kind != BlockKind::Table) {
        const bool isBlank = !above.spans.isEmpty() && above.spans.last().text.endsWith(u' ');
        return isBlank ? QStringLiteral(" ") : QString();
    }
    const bool isClose = block.continued || block.kind == BlockKind::ListItem;
    return isClose ? QStringLiteral("\n") : QStringLiteral("\n\n");
}

} // namespace

QPair<int, int> MarkdownView::selectionIn(int item) const
{
    const Place begin = std::min(m_anchor, m_cursor);
    const Place end = std::max(m_anchor, m_cursor);
    if (begin.item < 0 || begin == end || item < begin.item || item > end.item)
        return {-1, -1};
    return {item == begin.item ? begin.position : 0,
            item == end.item ? end.position : m_items[std::size_t(item)].endPosition()};
}

MarkdownView::Place MarkdownView::placeAt(const QPoint& point) const
{
    int best = -1;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (!m_items[i].hasText())
            continue;
        if (best >= 0 && m_items[i].top() > point.y())
            break;
        best = int(i);
    }
    return best < 0 ? Place() : Place{best, m_items[std::size_t(best)].positionAt(point)};
}

QString MarkdownView::linkAt(const QPoint& point) const
{
    for (const BlockItem& item : m_items) {
        if (point.y() >= item.top() && point.y() < item.bottom())
            return item.linkAt(point);
    }
    return {};
}

void MarkdownView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const QPoint point = event->position().toPoint();
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (m_items[i].scrollBar().adjusted(-4, -4, 4, 4).contains(point)) {
            m_dragged = int(i);
            m_dragOffset = point.x() - m_items[i].scrollBar().left();
            return;
        }
    }
    m_pressedLink = linkAt(point);
    beginSelection(point, event->modifiers().testFlag(Qt::ShiftModifier));
}

void MarkdownView::beginSelection(const QPoint& point, bool extends)
{
    m_cursor = placeAt(point);
    if (!extends || m_anchor.item < 0)
        m_anchor = m_cursor;
    m_selecting = true;
    emit selectionStarted();
    update();
}

void MarkdownView::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint point = event->position().toPoint();
    if (m_dragged >= 0 && m_dragged < int(m_items.size())) {
        BlockItem& item = m_items[std::size_t(m_dragged)];
        const QRect bar = item.scrollBar();
        const int room = std::max(1, item.frame().width() - bar.width());
        item.scrollTo((point.x() - m_dragOffset - item.frame().left()) * item.scrollRange() / room);
        update();
        return;
    }
    if (!m_selecting) {
        pointAt(point);
        return;
    }
    dragSelectionTo(point);
}

void MarkdownView::dragSelectionTo(const QPoint& point)
{
    m_cursor = placeAt(point);
    update();
    emit selectionDragged(point);
}

void MarkdownView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (std::exchange(m_dragged, -1) >= 0)
        return;
    endSelection();
    if (hasSelection())
        return;
    const QString link = linkAt(event->position().toPoint());
    if (const int tint = tintAt(event->position().toPoint()); tint >= 0) {
        emit tintClicked(tint);
    } else if (!link.isEmpty() && link == m_pressedLink) {
        if (const auto target = linkTarget(link))
            emit linkActivated(*target);
    }
}

void MarkdownView::endSelection()
{
    m_selecting = false;
    emit selectionReleased();
    QClipboard* clipboard = QApplication::clipboard();
    if (!clipboard->supportsSelection())
        return;
    if (hasSelection())
        clipboard->setText(selectedText(), QClipboard::Selection);
    emit selectionCopied(QClipboard::Selection); // of other views, where none is here
}

// Sideways in what is wider than the column; everything else is the conversation's.
void MarkdownView::wheelEvent(QWheelEvent* event)
{
    const QPoint delta = event->pixelDelta().isNull() ? event->angleDelta() : event->pixelDelta();
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    const int sideways = shift && delta.x() == 0 ? delta.y() : delta.x();
    event->ignore();
    if (sideways == 0 || (!shift && std::abs(delta.x()) < std::abs(delta.y())))
        return;
    for (BlockItem& item : m_items) {
        const int y = int(event->position().y());
        if (y < item.top() || y >= item.bottom() || item.scrollRange() == 0)
            continue;
        item.scrollTo(item.scrollPosition() - sideways);
        event->accept();
        update();
        return;
    }
}

void MarkdownView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const Place place = placeAt(event->position().toPoint());
    if (place.item < 0)
        return;
    const auto [begin, end] = m_items[std::size_t(place.item)].wordAt(place.position);
    m_anchor = {place.item, begin};
    m_cursor = {place.item, end};
    update();
}

void MarkdownView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy) && hasSelection())
        copySelection();
    else if (event->matches(QKeySequence::SelectAll))
        selectAll();
    else
        QWidget::keyPressEvent(event);
}

void MarkdownView::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    QAction* copy = menu.addAction(tr("Copy"), this, &MarkdownView::copySelection);
    copy->setEnabled(hasSelection());
    menu.addAction(tr("Select all"), this, &MarkdownView::selectAll);
    const QString link = linkAt(event->pos());
    if (!link.isEmpty()) {
        menu.addAction(
            tr("Copy link address"), this, [link] { QApplication::clipboard()->setText(link); });
    }
    menu.exec(event->globalPos());
}

bool MarkdownView::hasSelection() const
{
    return m_anchor.item >= 0 && m_cursor.item >= 0 && m_anchor != m_cursor;
}

QString MarkdownView::selectedText() const
{
    if (!hasSelection())
        return {};
    QString result;
    const int first = std::min(m_anchor, m_cursor).item;
    const int last = std::max(m_anchor, m_cursor).item;
    int outermost = std::numeric_limits<int>::max();
    for (int i = first; i <= last; ++i) {
        const Block& block = m_items[std::size_t(i)].block();
        if (block.kind == BlockKind::ListItem)
            outermost = std::min(outermost, block.indent);
    }
    for (int i = first; i <= last; ++i) {
        const BlockItem& item = m_items[std::size_t(i)];
        if (!item.hasText())
            continue;
        const Block& block = item.block();
        if (i > first)
            result += breakBetween(m_items[std::size_t(i - 1)].block(), block);
        const auto [from, to] = selectionIn(i);
        if (block.kind == BlockKind::ListItem && from == 0)
            result += QString(kListIndent * (block.indent - outermost), u' ');
        result += item.textBetween(from, to);
    }
    return result;
}

QString MarkdownView::selectedHtml() const
{
    QList<Block> blocks;
    if (!hasSelection() || m_dialect == Dialect::AsTyped)
        return {};
    for (int i = std::min(m_anchor, m_cursor).item; i <= std::max(m_anchor, m_cursor).item; ++i) {
        const auto [from, to] = selectionIn(i);
        if (m_items[std::size_t(i)].hasText())
            blocks << m_items[std::size_t(i)].blockBetween(from, to);
    }
    const bool isWords = blocks.size() == 1 && blocks[0].kind != BlockKind::Table &&
                         blocks[0] != m_items[std::size_t(m_anchor.item)].block();
    return isWords ? QString() : blocksToHtml(blocks);
}

void MarkdownView::copySelection()
{
    copyText(selectedText(), selectedHtml());
    emit selectionCopied(QClipboard::Clipboard);
}

void MarkdownView::clearSelection()
{
    if (m_anchor.item < 0)
        return;
    m_anchor = m_cursor = {};
    update();
}

MarkdownView::Place MarkdownView::placeAtEnd(End end) const
{
    Place place;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (!m_items[i].hasText())
            continue;
        if (end == End::Top)
            return {int(i), 0};
        place = {int(i), m_items[i].endPosition()};
    }
    return place;
}

void MarkdownView::selectWhole()
{
    m_anchor = placeAtEnd(End::Top);
    m_cursor = placeAtEnd(End::Bottom);
    update();
}

void MarkdownView::selectOnTo(End end)
{
    m_cursor = placeAtEnd(end);
    update();
}

void MarkdownView::selectFrom(End end, const QPoint& point)
{
    m_anchor = placeAtEnd(end);
    m_cursor = placeAt(point);
    update();
}

void MarkdownView::selectAll()
{
    selectWhole();
    emit selectionStarted();
}

} // namespace ui::markdown
