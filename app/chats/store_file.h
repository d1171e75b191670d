// The database file: opening it whatever state it is in, bringing its schema up to date, and saying
// what was done.
//
// Everything here runs on the database thread and blocks on the disk.
#pragma once

#include <QString>

namespace app {

// How the store came up.
struct StoreOpening
{
    QString notice;          // one sentence for a person, or empty where all is well
    QString readOnlyReason;  // why nothing can be saved, or empty
    QString movedAside;      // where a damaged file is kept now, or empty
    bool mayRecover = false; // read-only because of the disk: opening again later may help
    bool isMended = false;   // notice tells of damage that is over
};

// Opens path as the connection connectionName. It always leaves an open connection behind: a
// damaged file is moved aside and replaced by the last backup and by what can still be read of it,
// a file that cannot be written is opened for reading, and where nothing works conversations are
// kept in memory; notice then says so. ":memory:" is an empty store in memory.
//
// A small file is checked in full every time, a big one after a crash or where wantCheck() was
// called; the daily backup checks it as well. What can be made anew from the messages, indexes
// and the search, is.
StoreOpening openStoreFile(const QString& path, const QString& connectionName);

// The schema version that this program writes; the number of the last migration.
int currentSchemaVersion();

} // namespace app
