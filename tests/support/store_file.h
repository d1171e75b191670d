// The file of a store, touched and examined behind the program's back.
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

#include <functional>

class QSqlQuery;

namespace tests {

// Fails the test where a statement fails.
void runSql(const QString& path, const QStringList& statements);

// A store as it was made at an earlier version of the schema, with conversations of two messages
// each; returns the texts of the messages by their ids.
QHash<qint64, QString> makeOldStore(const QString& path, int version, int conversations);

int schemaVersion(const QString& path);

// What is wrong with a store, in words; empty: nothing. It has to open without a notice and to be
// whole, its search included; then look says what is wrong with its rows.
QString storeFault(const QString& path, const std::function<QString(QSqlQuery&)>& look);

} // namespace tests
