// A voice that reads aloud, one text at a time. GUI thread only; no call waits for it.
#pragma once

#include <QLocale>
#include <QObject>
#include <QString>

namespace app {

class Voice : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void lookFor() = 0; // found() follows where this computer has a voice, else absent()
    // In place of what it says now; as near to the language as there is a voice. ended() follows,
    // unless say() or stop() come before.
    virtual void say(const QString& text, const QLocale& language) = 0;
    virtual void stop() = 0;

signals:
    void found();
    void absent();
    void ended(); // all is said, or it failed
};

} // namespace app
