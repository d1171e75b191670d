#include "ui/chat/read_aloud.h"

#include "app/platform/voice.h"
#include "ui/chat/message_item.h"
#include "ui/markdown/spoken_text.h"

#include <QLocale>

#include <utility>

namespace ui {

ReadAloud::ReadAloud(app::Voice& voice, QObject* parent)
    : QObject(parent)
    , m_voice(voice)
{
    connect(&m_voice, &app::Voice::ended, this, [this] { setReading(0); });
    connect(&m_voice, &app::Voice::found, this, [this] { setVoice(VoiceState::There); });
    connect(&m_voice, &app::Voice::absent, this, [this] { setVoice(VoiceState::Absent); });
}

void ReadAloud::lookForVoice()
{
    if (!std::exchange(m_hasLooked, true))
        m_voice.lookFor();
}

void ReadAloud::toggle(const app::Message& answer)
{
    if (answer.id == m_reading)
        return stop();
    const QString text = markdown::spokenText(shownText(answer));
    if (text.trimmed().isEmpty())
        return;
    m_voice.say(text, QLocale()); // the windows' language
    setReading(answer.id);
}

void ReadAloud::stop()
{
    if (m_reading == 0)
        return;
    m_voice.stop();
    setReading(0);
}

void ReadAloud::setVoice(VoiceState state)
{
    if (std::exchange(m_state, state) != state)
        emit changed();
}

void ReadAloud::setReading(app::MessageId id)
{
    if (std::exchange(m_reading, id) != id)
        emit changed();
}

} // namespace ui
