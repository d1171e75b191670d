// The part of ChatView that selects over several messages, also from beside them, and copies what
// is selected in them.
#include "ui/chat/chat_view.h"
#include "ui/chat/message_item.h"
#include "ui/markdown/copy_text.h"
#include "ui/markdown/markdown_view.h"

#include <QGuiApplication>
#include <QMouseEvent>
#include <QScrollBar>
#include <QStringList>
#include <QTimerEvent>

#include <algorithm>

namespace ui {

namespace {

constexpr int kDragScrollMs = 30;
constexpr int kMostDragScroll = 60; // pixels at once

} // namespace

void ChatView::connectSelection(MessageItem& item)
{
    using markdown::MarkdownView;
    connect(&item, &MessageItem::selectionStarted, this, [this, &item] {
        for (const Entry& other : m_entries) {
            if (other.item != nullptr && other.item != &item)
                other.item->body().clearSelection();
        }
    });
    MarkdownView& body = item.body();
    connect(&body, &MarkdownView::selectionDragged, this, [this, &item](const QPoint& point) {
        m_draggedTo = item.body().mapTo(viewport(), point);
        selectAcross(item, m_draggedTo);
        if (stepToDragged() == 0)
            m_dragScroll.stop();
        else if (!m_dragScroll.isActive())
            m_dragScroll.start(kDragScrollMs, this);
        m_dragged = &item;
    });
    connect(&body, &MarkdownView::selectionReleased, this, [this] { m_dragScroll.stop(); });
    connect(&body, &MarkdownView::selectionCopied, this, &ChatView::copySelections);
}

// How far to scroll towards what is dragged beyond the edge: the further, the faster.
int ChatView::stepToDragged() const
{
    const int y = m_draggedTo.y();
    const int beyond = y < 0 ? y : std::max(0, y - viewport()->height());
    return std::clamp(beyond, -kMostDragScroll, kMostDragScroll);
}

void ChatView::timerEvent(QTimerEvent* event)
{
    if (event->timerId() != m_dragScroll.timerId())
        return QAbstractScrollArea::timerEvent(event);
    if (m_dragged == nullptr)
        return m_dragScroll.stop();
    verticalScrollBar()->setValue(verticalScrollBar()->value() + stepToDragged());
    markdown::MarkdownView& body = m_dragged->body();
    body.dragSelectionTo(body.mapFrom(viewport(), m_draggedTo));
}

void ChatView::selectAcross(const MessageItem& from, const QPoint& point)
{
    using End = markdown::MarkdownView::End;
    const auto first = std::find_if(
        m_entries.cbegin(), m_entries.cend(), [&from](const Entry& e) { return e.item == &from; });
    if (m_beside != 0 || first == m_entries.cend()) // messages beside one another have no order
        return;
    const auto begin = int(first - m_entries.cbegin());
    const int end = indexAt(point.y() + verticalScrollBar()->value());
    const bool isDown = end > begin;
    for (int i = 0; i < int(m_entries.size()); ++i) {
        MessageItem* item = m_entries[std::size_t(i)].item;
        if (item == nullptr || item->isEditing())
            continue;
        markdown::MarkdownView& body = item->body();
        if (i < std::min(begin, end) || i > std::max(begin, end))
            body.clearSelection();
        else if (i == begin && i != end)
            body.selectOnTo(isDown ? End::Bottom : End::Top);
        else if (i == end && i != begin)
            body.selectFrom(isDown ? End::Top : End::Bottom, body.mapFrom(viewport(), point));
        else if (i != begin)
            body.selectWhole();
    }
}

MessageItem* ChatView::itemBeside(const QPoint& point) const
{
    if (m_entries.empty())
        return nullptr;
    auto index = std::size_t(indexAt(point.y() + verticalScrollBar()->value()));
    if (m_entries[index].isSecond && isSideBySide()) {
        const Entry& first = m_entries[index - 1];
        const int end = entryLeft(first) + entryWidth(first);
        if (point.x() < (end + entryLeft(m_entries[index])) / 2)
            --index;
    }
    MessageItem* item = m_entries[index].item;
    return item == nullptr || item->isEditing() ? nullptr : item;
}

// What no message has taken: beside the text, or between two.
void ChatView::mousePressEvent(QMouseEvent* event)
{
    const QPoint point = event->position().toPoint();
    m_pressedBeside = event->button() == Qt::LeftButton ? itemBeside(point) : nullptr;
    if (m_pressedBeside == nullptr)
        return QAbstractScrollArea::mousePressEvent(event);
    markdown::MarkdownView& body = m_pressedBeside->body();
    body.beginSelection(body.mapFrom(viewport(), point),
                        /*extends=*/event->modifiers().testFlag(Qt::ShiftModifier));
}

void ChatView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_pressedBeside == nullptr)
        return QAbstractScrollArea::mouseMoveEvent(event);
    markdown::MarkdownView& body = m_pressedBeside->body();
    body.dragSelectionTo(body.mapFrom(viewport(), event->position().toPoint()));
}

void ChatView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_pressedBeside == nullptr)
        return QAbstractScrollArea::mouseReleaseEvent(event);
    m_pressedBeside->body().endSelection();
    m_pressedBeside = nullptr;
}

void ChatView::copySelections(QClipboard::Mode mode)
{
    QStringList texts;
    QString html;
    QString lastHtml;
    for (const Entry& entry : m_entries) {
        if (entry.item == nullptr || !entry.item->body().hasSelection())
            continue;
        const markdown::MarkdownView& body = entry.item->body();
        texts << body.selectedText();
        lastHtml = body.selectedHtml();
        html += lastHtml.isEmpty()
                    ? QStringLiteral("<p>") +
                          texts.last().toHtmlEscaped().replace(u'\n', QStringLiteral("<br/>")) +
                          QStringLiteral("</p>\n")
                    : lastHtml;
    }
    if (texts.isEmpty())
        return;
    const QString text = texts.join(QStringLiteral("\n\n"));
    if (mode == QClipboard::Clipboard)
        markdown::copyText(text, texts.size() == 1 ? lastHtml : html);
    else
        QGuiApplication::clipboard()->setText(text, mode);
}

} // namespace ui
