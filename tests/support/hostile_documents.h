// Two hundred Markdown documents that mean to freeze a window, to open a file or to reach a host.
#pragma once

#include <QList>
#include <QString>

namespace tests {

// What the documents name as images, styles, frames and the like.
struct Lures
{
    QString file; // an image that exists
    QString pipe; // a named pipe: whoever opens it waits for ever
    QString host; // "http://127.0.0.1:1234"
};

struct HostileDocument
{
    QString name;
    QString text;
};

// Those that are long by repeating have about size characters. The same for the same arguments.
QList<HostileDocument> hostileDocuments(const Lures& lures, qsizetype size);

} // namespace tests
