// Keeps what the open edits of a page's messages have come to in app::Drafts, and opens those again
// that an end of the program left. GUI thread only.
#pragma once

#include "app/chats/chat_types.h"

#include <QHash>
#include <QObject>
#include <QString>

namespace app {
class Drafts;
}

namespace ui {

class ChatView;

class EditKeeper : public QObject
{
    Q_OBJECT

public:
    // drafts must outlive the object; view is not touched at its end, when the edits are left to
    // the next page that shows their messages.
    EditKeeper(app::Drafts& drafts, ChatView& view, QObject* parent);
    ~EditKeeper() override;

private:
    void keep(app::MessageId id, const QString& text);
    void offer();

    app::Drafts& m_drafts;
    ChatView& m_view;
    QHash<app::MessageId, QString> m_edits; // of this page
};

} // namespace ui
