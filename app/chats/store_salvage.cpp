#include "app/chats/store_salvage.h"

#include "app/chats/read_only_file.h"
#include "app/chats/store_transaction.h"

#include <QFile>
#include <QSqlField>
#include <QSqlRecord>
#include <QTemporaryDir>

#include <algorithm>

namespace app {

namespace {

constexpr int kMaxJumps = 60; // over damaged places of a table, each twice as far as the last

// Inserts what is not there yet; a row that breaks a rule of its table is left out.
bool insertRow(QSqlDatabase target, const QString& table, const QSqlRecord& row)
{
    QStringList names;
    QStringList places;
    for (int i = 0; i < row.count(); ++i) {
        names.append(row.fieldName(i));
        places.append(QStringLiteral("?"));
    }
    QSqlQuery query(target);
    query.prepare(QStringLiteral("INSERT OR IGNORE INTO %1 (%2) VALUES (%3)")
                      .arg(table, names.join(u','), places.join(u',')));
    for (int i = 0; i < row.count(); ++i)
        query.addBindValue(row.value(i));
    return query.exec() && query.numRowsAffected() > 0;
}

// key: ascending integers, by which damaged places are passed over.
int copyRows(QSqlDatabase source, QSqlDatabase target, const QString& table, const QString& key)
{
    int copied = 0;
    qint64 last = 0;
    qint64 jump = 1;
    for (int jumps = 0; jumps < kMaxJumps; ++jumps) {
        QSqlQuery query(source);
        query.setForwardOnly(true);
        bool isAtEnd = false;
        if (query.exec(
                QStringLiteral("SELECT %1 AS salvage_key, * FROM %2 WHERE %1 > %3 ORDER BY %1")
                    .arg(key, table)
                    .arg(last))) {
            while (query.next()) {
                QSqlRecord row = query.record();
                last = std::max(last, row.value(0).toLongLong());
                row.remove(0);
                copied += insertRow(target, table, row) ? 1 : 0;
                jump = 1;
            }
            isAtEnd = !query.lastError().isValid();
        }
        if (isAtEnd)
            break;
        last += jump;
        jump *= 2;
    }
    return copied;
}

qint64 highestId(const QSqlDatabase& database, const QString& table)
{
    QSqlQuery query(database);
    return query.exec(QStringLiteral("SELECT max(id) FROM ") + table) && query.next()
               ? query.value(0).toLongLong()
               : 0;
}

// All that target lacks; returns how many messages there were.
int copyAll(const QSqlDatabase& source, const QSqlDatabase& target)
{
    QSqlQuery query(target);
    if (!query.exec(QStringLiteral("PRAGMA foreign_keys = OFF")))
        return 0;
    int copied = 0;
    {
        StoreTransaction transaction(target);
        const qint64 newestMessage = highestId(target, QStringLiteral("messages"));
        const qint64 newestConversation = highestId(target, QStringLiteral("conversations"));
        copyRows(source, target, QStringLiteral("conversations"), QStringLiteral("id"));
        copied = copyRows(source, target, QStringLiteral("messages"), QStringLiteral("id"));
        copyRows(source, target, QStringLiteral("pieces"), QStringLiteral("message_id"));
        copyRows(source, target, QStringLiteral("token_odds"), QStringLiteral("rowid"));
        copyRows(source, target, QStringLiteral("drafts"), QStringLiteral("rowid"));
        copyRows(source, target, QStringLiteral("edits"), QStringLiteral("rowid"));
        const char* const joins[] = {
            // Of answers that have ended meanwhile, and of none.
            "DELETE FROM pieces WHERE message_id NOT IN (SELECT id FROM messages WHERE state = "
            "'streaming')",
            "DELETE FROM token_odds WHERE message_id NOT IN (SELECT id FROM messages)",
            "DELETE FROM edits WHERE message_id NOT IN (SELECT id FROM messages)",
            // What has lost its conversation gets one.
            "INSERT INTO conversations (id, title, created_at, updated_at, last_message, "
            "current_leaf) SELECT conversation_id, 'Recovered', max(created_at), max(created_at), "
            "max(id), max(id) FROM messages WHERE conversation_id NOT IN (SELECT id FROM "
            "conversations) GROUP BY conversation_id"};
        bool joined = true;
        for (const char* join : joins)
            joined = joined && query.exec(QLatin1String(join));
        // What is new in a conversation that was there comes to its end. Those that came with their
        // messages have their place in the list, which an import has by its date.
        joined = joined &&
                 query.exec(QStringLiteral("UPDATE conversations SET (last_message, current_leaf) "
                                           "= (SELECT max(m.id), max(m.id) FROM messages m WHERE "
                                           "m.conversation_id = conversations.id) WHERE id <= %1 "
                                           "AND (SELECT max(m.id) FROM messages m WHERE "
                                           "m.conversation_id = conversations.id) > %2")
                                .arg(newestConversation)
                                .arg(newestMessage));
        if (!joined || !transaction.commit())
            copied = 0;
    }
    query.exec(QStringLiteral("PRAGMA foreign_keys = ON"));
    return copied;
}

bool describesAlike(const QSqlDatabase& one, const QSqlDatabase& other)
{
    for (const char* table :
         {"conversations", "messages", "pieces", "token_odds", "drafts", "edits"}) {
        const QSqlRecord left = one.record(QLatin1String(table));
        const QSqlRecord right = other.record(QLatin1String(table));
        if (left.count() != right.count())
            return false;
        for (int i = 0; i < left.count(); ++i) {
            if (left.fieldName(i) != right.fieldName(i))
                return false;
        }
    }
    return true;
}

// Writes the descriptions of the tables of source into the file, whose own are damaged.
void describeAnew(const QString& file, const QSqlDatabase& source)
{
    const QString name = QStringLiteral("describe-") + QUuid::createUuid().toString(QUuid::Id128);
    {
        QSqlDatabase target = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        target.setDatabaseName(file);
        QSqlQuery read(source);
        if (target.open() &&
            QSqlQuery(target).exec(QStringLiteral("PRAGMA writable_schema = ON")) &&
            read.exec(QStringLiteral("SELECT sql, name FROM sqlite_master WHERE type = 'table'"))) {
            QSqlQuery write(target);
            write.prepare(QStringLiteral("UPDATE sqlite_master SET sql = ? WHERE name = ?"));
            while (read.next()) {
                write.bindValue(0, read.value(0));
                write.bindValue(1, read.value(1));
                write.exec();
            }
        }
    }
    QSqlDatabase::removeDatabase(name);
}

} // namespace

int salvage(const QString& damagedFile, const QString& connectionName, int version)
{
    QSqlDatabase target = QSqlDatabase::database(connectionName, /*open=*/false);
    {
        const ReadOnlyFile damaged(damagedFile);
        if (!damaged.isOpen())
            return 0;
        // Lets a table be read though the description of another one is damaged.
        QSqlQuery(damaged.database()).exec(QStringLiteral("PRAGMA writable_schema = ON"));
        if (describesAlike(damaged.database(), target) ||
            damaged.value(QStringLiteral("PRAGMA user_version")) != version)
            return copyAll(damaged.database(), target);
    }
    const QTemporaryDir folder(damagedFile + QStringLiteral(".salvage-XXXXXX"));
    const QString copy = folder.filePath(QStringLiteral("copy"));
    const QString log = QStringLiteral("-wal");
    if (!folder.isValid() || !QFile::copy(damagedFile, copy) ||
        (QFileInfo::exists(damagedFile + log) && !QFile::copy(damagedFile + log, copy + log)))
        return 0;
    describeAnew(copy, target);
    const ReadOnlyFile described(copy);
    return described.isOpen() ? copyAll(described.database(), target) : 0;
}

} // namespace app
