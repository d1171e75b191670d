// Reads answers aloud, one at a time whichever window it is in. GUI thread only.
#pragma once

#include "app/chats/chat_types.h"
#include "ui/chat/voice_state.h"

#include <QObject>

namespace app {
class Voice;
}

namespace ui {

class ReadAloud : public QObject
{
    Q_OBJECT

public:
    explicit ReadAloud(app::Voice& voice, QObject* parent = nullptr); // which outlives it

    void lookForVoice(); // once; nothing is looked for before somebody might want it
    VoiceState voice() const { return m_state; }
    app::MessageId reading() const { return m_reading; } // 0: nothing is being read
    void toggle(const app::Message& answer);             // begins, or stops where it is being read
    void stop();

signals:
    void changed(); // of voice() or reading()

private:
    void setReading(app::MessageId id);
    void setVoice(VoiceState state);

    app::Voice& m_voice;
    bool m_hasLooked = false;
    VoiceState m_state = VoiceState::Unknown;
    app::MessageId m_reading = 0;
};

} // namespace ui
