// Short messages that the desktop shows outside of the windows. GUI thread only.
#pragma once

#include <QObject>
#include <QString>

namespace app {

class Notifier : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // title and text are plain. tag comes back with activated(). Where the desktop shows no such
    // messages, nothing happens.
    virtual void notify(qint64 tag, const QString& title, const QString& text) = 0;

signals:
    void activated(qint64 tag); // a person clicked the message
};

} // namespace app
