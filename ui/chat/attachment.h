// Text files that go with a message. Pure but for readAttachment().
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

struct ReadAttachment
{
    Attachment attachment;
    QString error; // one sentence; else empty
};

struct SplitMessage
{
    QString words;
    QList<Attachment> attachments;
};

// Reads a UTF-8 text file of at most kMostAttachedBytes. Blocks on the disk: any thread but the
// GUI's.
ReadAttachment readAttachment(const QString& path);

QString messageWith(const QString& words, const QList<Attachment>& attachments);
SplitMessage splitAttachments(const QString& message);

constexpr qint64 kMostAttachedBytes = 2 << 20;

} // namespace ui
