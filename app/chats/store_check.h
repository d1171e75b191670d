// What SQLite's check of a file means for conversations.
#pragma once

#include <QSqlQuery>

namespace app {

enum class Condition
{
    Sound,         // apart from rows that break a rule of their table, which harm only themselves
    IndexesDiffer, // from the rows of their tables, which are themselves in order
    Damaged
};

// check: of "PRAGMA integrity_check", executed; is read to its end.
Condition conditionOf(QSqlQuery& check);

} // namespace app
