// The part of ChatView that the keyboard's focus goes through.
#include "ui/chat/chat_view.h"
#include "ui/chat/message_item.h"
#include "ui/theme/metrics.h"

#include <QAbstractButton>
#include <QFocusEvent>
#include <QScrollBar>

#include <algorithm>

namespace ui {

namespace {

bool isTabStop(const QWidget& widget)
{
    return (widget.focusPolicy() & Qt::TabFocus) != 0 && widget.isEnabled();
}

void collectFocusable(QWidget& widget, QList<QWidget*>& found)
{
    if (!widget.isVisible() || widget.isWindow())
        return;
    if (widget.focusPolicy() != Qt::NoFocus)
        found << &widget;
    for (QObject* child : widget.children()) {
        if (auto* each = qobject_cast<QWidget*>(child))
            collectFocusable(*each, found);
    }
}

// Its parts stand below each other, in whatever order they were made; what is in them was made as
// it stands.
QList<QWidget*> focusableIn(const MessageItem& item)
{
    QList<QWidget*> parts = item.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
    std::stable_sort(parts.begin(), parts.end(), [](const QWidget* a, const QWidget* b) {
        return a->y() < b->y();
    });
    QList<QWidget*> found;
    for (QWidget* part : std::as_const(parts))
        collectFocusable(*part, found);
    return found;
}

} // namespace

// The message before that with the focus and the one behind it are reached too, however far they
// are.
void ChatView::makeNeighbours()
{
    const auto count = int(m_entries.size());
    for (int i = 0; i < count; ++i) {
        const MessageItem* item = m_entries[std::size_t(i)].item;
        if (item == nullptr || !item->isAncestorOf(window()->focusWidget()))
            continue;
        for (const int near : {i - 1, i + 1}) {
            if (near < 0 || near >= count || m_entries[std::size_t(near)].item != nullptr)
                continue;
            Entry& entry = m_entries[std::size_t(near)];
            makeItem(entry);
            entry.item->layoutForWidth(entryWidth(entry));
        }
        placeItems();
        return;
    }
}

void ChatView::orderFocus()
{
    makeNeighbours();
    QWidget* former = this;
    for (const Entry& entry : m_entries) {
        if (entry.item == nullptr)
            continue;
        for (QWidget* each : focusableIn(*entry.item)) {
            setTabOrder(former, each);
            former = each;
        }
    }
}

QWidget* ChatView::firstStopOfLastSeen() const
{
    const QRect seen = viewport()->rect();
    for (auto entry = m_entries.rbegin(); entry != m_entries.rend(); ++entry) {
        if (entry->item == nullptr || !entry->item->geometry().intersects(seen))
            continue;
        for (QWidget* each : focusableIn(*entry->item)) {
            if (isTabStop(*each))
                return each;
        }
    }
    return nullptr;
}

// Into the messages at their end, where one reads, and not through all that are above.
bool ChatView::focusNextPrevChild(bool next)
{
    QWidget* stop = next && hasFocus() ? firstStopOfLastSeen() : nullptr;
    if (stop == nullptr)
        return QAbstractScrollArea::focusNextPrevChild(next);
    stop->setFocus(Qt::TabFocusReason);
    showFocused();
    return true;
}

void ChatView::showFocused()
{
    const auto* button = qobject_cast<QAbstractButton*>(window()->focusWidget());
    if (button == nullptr || !viewport()->isAncestorOf(button))
        return;
    // As in scrollTo(), a second look settles it.
    for (int round = 0; round < 2; ++round) {
        const int top = button->mapTo(viewport(), QPoint()).y() - kSpaceS;
        const int below = top + button->height() + 2 * kSpaceS - viewport()->height();
        if (top >= 0 && below <= 0)
            return;
        verticalScrollBar()->setValue(verticalScrollBar()->value() + (top < 0 ? top : below));
        layOut();
    }
}

void ChatView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    // Who clicks on it knows where they are.
    if (event->reason() != Qt::TabFocusReason && event->reason() != Qt::BacktabFocusReason)
        return;
    m_focusFrame->show();
    m_focusFrame->raise();
}

void ChatView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    // It comes back with the window.
    if (event->reason() != Qt::ActiveWindowFocusReason)
        m_focusFrame->hide();
}

} // namespace ui
