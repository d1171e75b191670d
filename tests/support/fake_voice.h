// A voice that keeps what it was told to say, and is silent.
#pragma once

#include "app/platform/voice.h"

#include <QString>

namespace tests {

class FakeVoice final : public app::Voice
{
public:
    void lookFor() override
    {
        ++looks;
        if (isThere)
            emit found();
        else
            emit absent();
    }
    void say(const QString& text, const QLocale&) override { saying = text; }
    void stop() override { saying.clear(); }

    bool isThere = true;
    int looks = 0;
    QString saying;
};

} // namespace tests
