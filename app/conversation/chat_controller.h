// One window's conversation: joins the store and the engine, and is all that the chat view talks to.
//
// The life of a message: send() commits the user's message to the store before anything is computed, then asks the
// engine for an answer; pieces arrive as messageTextAppended() and are saved as they come; a stopped or failed answer
// keeps its text. Lives on the GUI thread; no call blocks on the engine or the disk.
#pragma once

#include "app/chats/chat_types.h"

#include <QObject>

namespace app {

class ChatStore;
class Inference;
class Settings;

class ChatController : public QObject
{
    Q_OBJECT

public:
    // All three must outlive the controller.
    ChatController(ChatStore& store, Inference& inference, Settings& settings, QObject* parent = nullptr);
    ~ChatController() override;

    // Reads the conversation list and opens the most recent one. Call once, after the signals are connected.
    void start();

    ConversationId currentConversation() const;
    bool isBusy() const; // an answer is being computed for the current conversation

public slots:
    void newConversation(); // shows an empty one; it is stored with its first message
    void openConversation(app::ConversationId id);
    void renameConversation(app::ConversationId id, const QString& title);
    void deleteConversation(app::ConversationId id);

    void send(const QString& text); // ignored while busy or where the text is blank
    void stop();                    // keeps the part; idempotent
    void regenerate();              // another answer beside the last one
    void selectSibling(app::MessageId message, int step); // step: -1 previous, +1 next alternative

signals:
    void conversationsChanged(const QList<app::ConversationSummary>& conversations); // most recent first
    void conversationOpened(app::ConversationId id, const QList<app::Message>& path);
    void messageAdded(const app::Message& message);
    void messageTextAppended(app::MessageId id, const QString& piece);
    void messageChanged(const app::Message& message); // state, stats or text as a whole
    void prefillProgress(int doneTokens, int totalTokens);
    void busyChanged(bool busy);
    void errorOccurred(const QString& message); // one sentence for a strip above the composer
};

} // namespace app
