// What has been written and not been sent, by conversation, over all windows: nothing typed is lost
// with a change of conversation, the end of the program or a crash. Kept in the store a second
// after the last change at most; that of a temporary conversation is not kept at all. GUI thread
// only.
#pragma once

#include "app/chats/chat_types.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QString>
#include <QTimer>

namespace app {

class ChatStore;

class Drafts : public QObject
{
    Q_OBJECT

public:
    // What the store has is known to all that is asked of the store from now on. It must outlive
    // the object.
    explicit Drafts(ChatStore& store, QObject* parent = nullptr);
    ~Drafts() override; // stores what is not stored yet

    // For a page that shows the conversation from now on; id 0: a new one. Empty where there is
    // none, or where another page has taken it.
    QString take(ConversationId id);
    void keep(ConversationId id, const QString& text);  // as it changes there; empty: it was sent
    void leave(ConversationId id, const QString& text); // the page shows another one now

    // The same of edits that are open, by message.
    QList<MessageId> edits() const { return m_edits.keys(); } // that nobody has taken
    QString takeEdit(MessageId id) { return m_edits.take(id); }
    void keepEdit(MessageId id, const QString& text); // empty: it was kept, or given up
    void leaveEdit(MessageId id, const QString& text);

private:
    void save();
    void saveSoon();

    ChatStore& m_store;
    QHash<ConversationId, QString> m_texts; // that nobody has taken
    QHash<ConversationId, QString> m_unsaved;
    QHash<MessageId, QString> m_edits;
    QHash<MessageId, QString> m_unsavedEdits;
    QTimer m_save;
};

} // namespace app
