#include "ui/chat/edit_keeper.h"

#include "app/conversation/drafts.h"
#include "ui/chat/chat_view.h"

namespace ui {

EditKeeper::EditKeeper(app::Drafts& drafts, ChatView& view, QObject* parent)
    : QObject(parent)
    , m_drafts(drafts)
    , m_view(view)
{
    connect(&view, &ChatView::editChanged, this, &EditKeeper::keep);
    connect(&view, &ChatView::messagesChanged, this, &EditKeeper::offer);
}

EditKeeper::~EditKeeper()
{
    for (auto edit = m_edits.cbegin(); edit != m_edits.cend(); ++edit)
        m_drafts.leaveEdit(edit.key(), edit.value());
}

void EditKeeper::keep(app::MessageId id, const QString& text)
{
    if (text.isEmpty())
        m_edits.remove(id);
    else
        m_edits.insert(id, text);
    m_drafts.keepEdit(id, text);
}

void EditKeeper::offer()
{
    for (const app::MessageId id : m_drafts.edits()) {
        if (!m_view.shows(id))
            continue;
        m_edits.insert(id, m_drafts.takeEdit(id));
        m_view.offerEdit(id, m_edits.value(id));
    }
}

} // namespace ui
