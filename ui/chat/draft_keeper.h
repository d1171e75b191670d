// Gives each conversation its own text in a page's composer, and keeps it in app::Drafts.
#pragma once

#include "app/chats/chat_types.h"

#include <QObject>
#include <QString>

#include <optional>

namespace app {
class ChatController;
class Drafts;
} // namespace app

namespace ui {

class Composer;

class DraftKeeper : public QObject
{
    Q_OBJECT

public:
    // drafts must outlive the object; the others are not touched at its end, when the text is left
    // to the next page that shows the conversation.
    DraftKeeper(app::Drafts& drafts,
                app::ChatController& controller,
                Composer& composer,
                QObject* parent);
    ~DraftKeeper() override;

    // To the conversation shown next, which is the present one by another name.
    void takeAlong() { m_goesAlong = true; }

private:
    app::ConversationId shown() const;
    void change();
    void follow();

    app::Drafts& m_drafts;
    app::ChatController& m_controller;
    Composer& m_composer;
    std::optional<app::ConversationId> m_of; // whose text is in the composer
    QString m_text;
    bool m_goesAlong = false;
};

} // namespace ui
