#include "ui/chat/draft_keeper.h"

#include "app/conversation/chat_controller.h"
#include "app/conversation/drafts.h"
#include "ui/chat/composer.h"

#include <utility>

namespace ui {

DraftKeeper::DraftKeeper(app::Drafts& drafts,
                         app::ChatController& controller,
                         Composer& composer,
                         QObject* parent)
    : QObject(parent)
    , m_drafts(drafts)
    , m_controller(controller)
    , m_composer(composer)
    , m_text(composer.message())
{
    connect(&composer, &Composer::textChanged, this, [this](const QString& text) {
        m_text = text;
        if (m_of)
            m_drafts.keep(*m_of, text);
    });
    connect(&controller, &app::ChatController::conversationOpened, this, [this] { change(); });
    connect(&controller, &app::ChatController::messageAdded, this, [this] { follow(); });
}

DraftKeeper::~DraftKeeper()
{
    if (m_of)
        m_drafts.leave(*m_of, m_text);
}

app::ConversationId DraftKeeper::shown() const
{
    const app::ConversationId id = m_controller.currentConversation();
    return id == 0 && m_controller.isTemporary() ? app::kNewTemporaryConversation : id;
}

// Another conversation is shown, or another branch of the same.
void DraftKeeper::change()
{
    if (std::exchange(m_goesAlong, false))
        return follow();
    const std::optional<app::ConversationId> former = m_of;
    if (former == shown())
        return;
    if (former)
        m_drafts.leave(*former, m_text);
    m_of = shown();
    const QString draft = m_drafts.take(*m_of);
    if (former)
        m_composer.setMessage(draft);
    else if (!draft.isEmpty()) // before what was written while the program was starting
        m_composer.putBack(draft);
}

// What is shown is still the same conversation by another name: it is stored or kept now.
void DraftKeeper::follow()
{
    if (!m_of || *m_of == shown())
        return;
    m_drafts.keep(*m_of, {});
    m_of = shown();
    m_drafts.keep(*m_of, m_text);
    if (const QString other = m_drafts.take(*m_of); !other.isEmpty())
        m_composer.putBack(other);
}

} // namespace ui
