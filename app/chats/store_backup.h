// Copies of the database file, and what can be had back from them and from a damaged file.
//
// Backups lie in the folder "backups" beside the file: one a day, the last seven, and one from
// before each change of the schema. They are numbered: which is newest is never asked of the clock.
// Everything here runs on the database thread and blocks on the disk.
#pragma once

#include "core/base/result.h"

#include <QDate>
#include <QString>

#include <optional>

namespace app {

inline constexpr int kKeptBackups = 7;

struct Backup
{
    QString file; // its whole path
    int number = 0;
    QDate day; // when it was made, by the clock of that day
};

// Where the backups of the database at path are.
QString backupFolder(const QString& path);

// Of the database at path, newest first; whether they are whole is not looked at.
QList<Backup> backupsOf(const QString& path);

// Writes today's backup through the open connection unless there is one, checks the copy and drops
// the oldest ones. False: there was one already. Fails with Malformed where the copy is damaged,
// as the file then is, and with Io where it could not be written.
core::Result<bool>
backUpDaily(const QString& path, const QString& connectionName, QDate today = QDate::currentDate());

// One more copy under a name of its own, before the schema of this version is changed.
core::Status backUpVersion(const QString& path, const QString& connectionName, int version);

// Puts the newest whole backup whose schema is not newer than maxVersion in the place of path,
// where no file is any more. Nothing: there is none.
std::optional<Backup> restoreNewest(const QString& path, int maxVersion);

// Copies the conversations and messages of the damaged file that the open store, whose schema is of
// this version, lacks, as far as they can be read; returns the number of messages.
int salvage(const QString& damagedFile, const QString& connectionName, int version);

} // namespace app
