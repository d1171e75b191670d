// Has the model name conversations, after their first answer and while it has nothing else to do.
//
// A title is replaced only while it is still the one made of the first words: what a person wrote
// stays. Temporary conversations are left alone, and so are all where the model is too small for
// the task or what it wrote is no title: the first words stay then. Any other request, and a
// message that is being typed, comes first. Lives on the GUI thread.
#pragma once

#include "app/chats/chat_types.h"
#include "app/inference/inference.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QTimer>

namespace app {

class ChatController;
class ChatStore;
class Settings;

class TitleMaker : public QObject
{
    Q_OBJECT

public:
    // All must outlive the maker.
    TitleMaker(ChatController& controller,
               ChatStore& store,
               Inference& inference,
               Settings& settings,
               QObject* parent = nullptr);

    void setQuietMs(int quietMs); // how long nothing must have happened; for tests

signals:
    void settled(app::ConversationId id); // it has been named, or left as it was

private:
    void onAnswerEnded(const Message& answer);
    void waitForQuiet();
    void next();
    void ask(const ConversationPath& path);
    void onEnded(core::RequestId id, core::FinishReason reason);
    void settle();

    ChatController& m_controller;
    ChatStore& m_store;
    Inference& m_inference;
    Settings& m_settings;
    QTimer m_quiet;
    QList<ConversationId> m_waiting;
    QHash<ConversationId, int> m_attempts; // that other work has ended
    ConversationId m_conversation = 0;     // the one that is being named
    core::RequestId m_request;
    QString m_former; // its title
    QString m_text;   // what the model has written
};

// The first line of what a model wrote as a title, without quotes, marks and a full stop. Empty
// where that is none, such as a whole sentence.
QString titleOfAnswer(const QString& answer);

} // namespace app
