// What engines keep on disk of conversations, for a person to see and to delete.
//
// Any thread; both read the disk. An engine may be using the folder: what it has in memory stays,
// and what it misses on disk it computes.
#pragma once

#include <QString>

namespace app {

qint64 computedBytes(const QString& folder);
void deleteComputed(const QString& folder);

} // namespace app
