// What can be had back from a damaged file. Runs on the database thread and blocks on the disk.
#pragma once

#include <QString>

namespace app {

// Copies the conversations and messages of the damaged file that the open store, whose schema is of
// this version, lacks, as far as they can be read; returns the number of messages.
int salvage(const QString& damagedFile, const QString& connectionName, int version);

} // namespace app
