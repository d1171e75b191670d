// The voice of Qt TextToSpeech: the desktop's, through Speech Dispatcher, or another engine that is
// installed.
//
// Engines block while they look for their service and list its voices, which may take seconds, and
// keep it running. So they live on a thread of their own, which starts with the first call, and one
// is kept only once somebody has had something read.
#pragma once

#include "app/platform/voice.h"

#include <QThread>

#include <chrono>

namespace app {

class DesktopVoice final : public Voice
{
    Q_OBJECT

public:
    // longestBeginning: how long an engine may take from being told a text to speaking.
    explicit DesktopVoice(QObject* parent = nullptr,
                          std::chrono::milliseconds longestBeginning = std::chrono::seconds(10));
    ~DesktopVoice() override; // stops, and waits for the engine

    void lookFor() override;
    void say(const QString& text, const QLocale& language) override;
    void stop() override;

private:
    class Speaker;

    Speaker& speaker();

    const std::chrono::milliseconds m_longestBeginning;
    QThread m_thread;
    Speaker* m_speaker = nullptr; // on the thread, and goes with it
    int m_text = 0;               // counts what is said: an end may be told of what was left since
};

} // namespace app
