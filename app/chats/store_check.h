// When the file is checked, and what SQLite's check means for conversations.
#pragma once

#include <QSqlQuery>
#include <QString>

namespace app {

enum class Condition
{
    Sound,         // apart from rows that break a rule of their table, which harm only themselves
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
