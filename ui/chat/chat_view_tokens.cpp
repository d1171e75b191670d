// The part of ChatView that looks inside answers.
#include "ui/chat/chat_view.h"
#include "ui/chat/message_item.h"

#include <utility>

namespace ui {

void ChatView::setLooking(bool looking)
{
    m_looking = looking;
    m_lookedInto = 0;
    m_stepToCome = 0;
    for (const Entry& entry : m_entries) {
        if (entry.item != nullptr)
            entry.item->setLooking(looking);
    }
}

void ChatView::setTokens(app::MessageId id, const QList<app::PlacedToken>& tokens)
{
    if (Entry* entry = entryOf(id); entry != nullptr && entry->item != nullptr && m_looking)
        entry->item->setTokens(tokens);
    if (m_stepToCome != 0 && itemToLookInto() != nullptr)
        stepUncertain(std::exchange(m_stepToCome, 0));
}

void ChatView::appendTokens(app::MessageId id, const QList<app::PlacedToken>& tokens)
{
    if (Entry* entry = entryOf(id); entry != nullptr && entry->item != nullptr)
        entry->item->appendTokens(tokens);
}

MessageItem* ChatView::itemToLookInto() const
{
    MessageItem* last = nullptr;
    const QRect seen = viewport()->rect();
    for (const Entry& entry : m_entries) {
        if (entry.item == nullptr || entry.message.role != core::Role::Assistant ||
            !entry.item->geometry().intersects(seen) || entry.item->uncertainTokens().empty())
            continue;
        if (entry.message.id == m_lookedInto)
            return entry.item;
        last = entry.item;
    }
    return last;
}

void ChatView::stepUncertain(int step)
{
    MessageItem* item = itemToLookInto();
    if (item == nullptr) {
        m_stepToCome = step; // once what the answers are made of has been read
        return;
    }
    const std::vector<int> tokens = item->uncertainTokens();
    const auto count = int(tokens.size());
    if (item->id() != m_lookedInto)
        m_uncertain = step > 0 ? -1 : 0;
    m_lookedInto = item->id();
    m_uncertain = (m_uncertain + step + count) % count;
    const int token = tokens[std::size_t(m_uncertain)];
    const int y = item->y() + item->tokenRect(token).top();
    const int page = viewport()->height();
    if (y < page / 8 || y > page - page / 3) {
        const Entry* entry = entryOf(item->id());
        scrollTo(std::size_t(entry - m_entries.data()), item->tokenRect(token).top() - page / 3);
    }
    item->openToken(token);
}

} // namespace ui
