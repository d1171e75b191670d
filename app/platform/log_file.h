// Qt's messages, written to a file and, but for those of the level info, to standard error.
//
// The file starts anew when it is over a megabyte; the one before is kept with ".1" added. Messages
// may come from any thread. Where the file cannot be written, standard error is all there is. The
// person's own folder is written as "~", so that the file can be shown to others.
#pragma once

#include <QString>

namespace app {

// From main(), once. An empty path ends it.
void logToFile(const QString& path);

// The last whole lines in at most so many bytes of the log file at path and of the one before it,
// oldest first; empty where there is none. From any thread.
QString logTail(const QString& path, qint64 mostBytes);

} // namespace app
