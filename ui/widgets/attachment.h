// Files that go with a message, as text. Pure.
//
// A message is one text for the model and the store: the words, then each file under a line with
// its name, in a fence. splitAttachments() finds the files again, so that the window can show them
// folded.
#pragma once

#include <QList>
#include <QString>

namespace ui {

struct Attachment
{
    QString name;
    QString text;
    int tokens = -1; // not counted

    bool operator==(const Attachment&) const = default;
};

struct SplitMessage
{
    QString words;
    QList<Attachment> attachments;
};

QString messageWith(const QString& words, const QList<Attachment>& attachments);
SplitMessage splitAttachments(const QString& message);

} // namespace ui
