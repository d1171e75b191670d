// The part of ChatView that looks inside answers.
#include "ui/chat/chat_view.h"
#include "ui/chat/message_item.h"

#include <algorithm>
#include <functional>

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
    if (m_stepToCome != 0)
        stepUncertain(m_stepToCome);
}

void ChatView::appendTokens(app::MessageId id, const QList<app::PlacedToken>& tokens)
{
    if (Entry* entry = entryOf(id); entry != nullptr && entry->item != nullptr)
        entry->item->appendTokens(tokens);
}

std::vector<MessageItem*> ChatView::seenAnswers() const
{
    std::vector<MessageItem*> answers;
    for (const Entry& entry : m_entries) {
        if (entry.item != nullptr && entry.message.role == core::Role::Assistant &&
            entry.item->geometry().intersects(viewport()->rect()))
            answers.push_back(entry.item);
    }
    return answers;
}

MessageItem* ChatView::itemToLookInto() const
{
    MessageItem* last = nullptr;
    for (MessageItem* item : seenAnswers()) {
        if (item->uncertainTokens().empty())
            continue;
        if (item->id() == m_lookedInto)
            return item;
        last = item;
    }
    return last;
}

void ChatView::stepUncertain(int step)
{
    MessageItem* item = itemToLookInto();
    m_stepToCome = 0;
    if (item == nullptr) {
        const std::vector<MessageItem*> answers = seenAnswers();
        const bool isKnown = std::any_of(answers.begin(), answers.end(), [](const auto* each) {
            return !each->tokens().isEmpty();
        });
        if (std::all_of(answers.begin(), answers.end(), std::mem_fn(&MessageItem::showsTokens)))
            emit nothingUncertain(isKnown);
        else
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
