// Qt's messages, written to a file as well as to standard error.
//
// The file starts anew when it is over a megabyte; the one before is kept with ".1" added. Messages
// may come from any thread. Where the file cannot be written, standard error is all there is.
#pragma once

#include <QString>

namespace app {

// From main(), once. An empty path ends it.
void logToFile(const QString& path);

} // namespace app
