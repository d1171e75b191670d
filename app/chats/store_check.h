// When the file is checked, and what SQLite's check means for conversations.
#pragma once

#include <QSqlQuery>
#include <QString>

namespace app {

enum class Condition // from good to bad
{
    Sound,         // apart from rows that break a rule of their table, which harm only themselves
    SearchDiffers, // the index of the search from the texts; older versions of SQLite do not look
    IndexesDiffer, // from the rows of their tables, which are themselves in order
    Damaged
};

// check: of "PRAGMA integrity_check", executed; is read to its end.
Condition conditionOf(QSqlQuery& check);

// Has the database at path checked in full when it is opened next, since damage was met: a mark
// beside the file says so until checkIsDone().
void wantCheck(const QString& path);
bool isCheckWanted(const QString& path);
void checkIsDone(const QString& path);

} // namespace app
