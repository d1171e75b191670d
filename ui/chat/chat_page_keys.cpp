// What keys do to the last messages of the conversation.
#include "app/conversation/chat_controller.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/chat_view.h"
#include "ui/chat/composer_tools.h"
#include "ui/chat/message_item.h"

#include <algorithm>

namespace ui {

namespace {

// Null where there is none.
const app::Message* lastOf(const QList<app::Message>& path, core::Role role)
{
    const auto last = std::find_if(
        path.rbegin(), path.rend(), [role](const app::Message& each) { return each.role == role; });
    return last == path.rend() ? nullptr : &*last;
}

} // namespace

void ChatPage::regenerateLast()
{
    if (!m_path.isEmpty() && !m_controller.isBusy())
        regenerate(m_path.last().id, MessageFooter::Variation::None);
}

void ChatPage::copyLastAnswer()
{
    const app::Message* answer = lastOf(m_path, core::Role::Assistant);
    if (answer == nullptr || answer->text.isEmpty())
        return;
    copyWhole(*answer);
    say(tr("Answer copied"), {}, {});
}

void ChatPage::editLastMessage()
{
    if (const app::Message* message = lastOf(m_path, core::Role::User))
        m_view->editMessage(message->id, message->text);
}

void ChatPage::chooseFiles()
{
    m_tools->chooseFiles();
}

} // namespace ui
