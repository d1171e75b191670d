// The part of ChatView that keeps edits while other messages are shown.
#include "ui/chat/chat_view.h"
#include "ui/chat/message_item.h"

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
