// Tells a person who has gone elsewhere that the answer waited for is there, or has failed.
//
// Only of answers that took long, and only while no window of the program is active. The message's
// tag is the conversation. GUI thread only.
#pragma once

#include "app/chats/chat_types.h"

#include <QElapsedTimer>
#include <QHash>
#include <QList>
#include <QObject>

namespace app {
class ChatController;
class Notifier;
class Settings;
} // namespace app

namespace ui {

class AnswerAlerts : public QObject
{
    Q_OBJECT

public:
    // All must outlive the alerts.
    AnswerAlerts(app::ChatController& controller,
                 app::Settings& settings,
                 app::Notifier& notifier,
                 QObject* parent = nullptr);

    void setLongMs(qint64 longMs); // what took less is not told; for tests

private:
    void noteBeginnings(const QList<app::ConversationId>& answering);
    void onAnswerEnded(const app::Message& answer);

    app::Settings& m_settings;
    app::Notifier& m_notifier;
    qint64 m_longMs;
    QElapsedTimer m_clock;
    QList<app::ConversationId> m_answering;
    QHash<app::ConversationId, qint64> m_began; // by m_clock
    QHash<app::ConversationId, QString> m_titles;
};

} // namespace ui
