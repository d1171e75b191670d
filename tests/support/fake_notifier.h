// A desktop that keeps what it was told, and shows nothing.
#pragma once

#include "app/platform/notifier.h"

#include <QList>
#include <QString>

namespace tests {

struct Note
{
    qint64 tag = 0;
    QString title;
    QString text;
};

class FakeNotifier final : public app::Notifier
{
public:
    void notify(qint64 tag, const QString& title, const QString& text) override
    {
        notes << Note{tag, title, text};
    }

    QList<Note> notes;
};

} // namespace tests
