// The part of ChatView that keeps edits while other messages are shown.
#include "ui/chat/chat_view.h"
#include "ui/chat/message_item.h"

#include <algorithm>

namespace ui {

bool ChatView::editMessage(app::MessageId id, const QString& text)
{
    Entry* entry = entryOf(id);
    if (entry == nullptr || m_busy)
        return false;
    if (entry->item == nullptr)
        makeItem(*entry);
    entry->item->startEditing(text);
    revealMessage(id);
    return true;
}

// Who corrects an answer reads on there; a changed question is answered at the end.
void ChatView::keepEdit(app::MessageId id, const QString& text)
{
    const Entry* entry = entryOf(id);
    if (entry != nullptr && entry->message.role == core::Role::Assistant)
        stayAt(*entry, entry->message.siblingCount);
    emit editRequested(id, text);
}

void ChatView::leaveEdits()
{
    for (const Entry& entry : m_entries) {
        const QString edit = entry.item != nullptr ? entry.item->unkeptEdit() : QString();
        if (!edit.isNull())
            m_leftEdits.insert(entry.message.id, edit);
    }
}

// A temporary conversation that is kept gets other ids; that each message has the text and the
// moment of the one in its place tells it from every other conversation.
void ChatView::takeEditsAlong(const QList<app::Message>& messages)
{
    const bool isKept = std::equal(m_entries.begin(),
                                   m_entries.end(),
                                   messages.begin(),
                                   messages.end(),
                                   [](const Entry& entry, const app::Message& message) {
                                       return app::isTemporaryId(entry.message.id) &&
                                              !app::isTemporaryId(message.id) &&
                                              entry.message.createdAt == message.createdAt &&
                                              entry.message.text == message.text;
                                   });
    for (qsizetype i = 0; isKept && i < messages.size(); ++i) {
        const QString edit = m_leftEdits.take(m_entries[std::size_t(i)].message.id);
        if (edit.isNull())
            continue;
        m_leftEdits.insert(messages[i].id, edit);
        emit editChanged(messages[i].id, edit);
    }
}

// One at a time; what is shown is brought to it.
void ChatView::resumeEdit()
{
    for (const Entry& entry : m_entries) {
        const auto left = m_leftEdits.constFind(entry.message.id);
        if (left == m_leftEdits.constEnd())
            continue;
        if (editMessage(left.key(), left.value()))
            m_leftEdits.erase(left);
        return;
    }
}

} // namespace ui
