// Copies of the database file, and what can be had back from them.
//
// Backups lie in the folder "backups" beside the file: one a day, the last seven, and one from
// before each change of the schema. They are numbered: which is newest is never asked of the clock.
// Everything here blocks on the disk and, where nothing else is said, runs on the database thread.
#pragma once

#include "core/base/result.h"

#include <QDate>
#include <QString>

#include <memory>
#include <optional>

namespace app {

class PartialCopy;

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

// Today's backup in the making: a few pages at a time, so that nothing a person does has to wait
// for it.
class DailyBackup
{
public:
    // Null where there is one of today. connectionName: the open store, which has to stay open
    // until everything is copied.
    static std::unique_ptr<DailyBackup>
    begin(const QString& path, const QString& connectionName, QDate today = QDate::currentDate());
    ~DailyBackup(); // leaves nothing behind of what was not completed
    DailyBackup(const DailyBackup&) = delete;
    DailyBackup& operator=(const DailyBackup&) = delete;

    // True: everything is copied. On the thread that began it, as its end before that is.
    core::Result<bool> copySome();
    // Then, on any thread: checks the copy, puts it in its place and drops the oldest ones. Fails
    // with Malformed where the copy is damaged, as the file then is.
    core::Status complete();

private:
    DailyBackup(const QString& path, const QString& target, std::unique_ptr<PartialCopy> copy);

    QString m_path;
    QString m_target;
    std::unique_ptr<PartialCopy> m_copy;
};

// One more copy under a name of its own, before the schema of this version is changed.
core::Status backUpVersion(const QString& path, const QString& connectionName, int version);

// Puts the newest whole backup whose schema is not newer than maxVersion in the place of path,
// where no file is any more. Nothing: there is none.
std::optional<Backup> restoreNewest(const QString& path, int maxVersion);

} // namespace app
