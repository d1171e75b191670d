#include "app/chats/store_backup.h"
#include "app/chats/store_text.h"

#include "app/chats/store_transaction.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlField>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTemporaryDir>
#include <QUrl>
#include <QUuid>
#include <QVariant>

#include <algorithm>
#include <fcntl.h>
#include <limits>
#include <unistd.h>

namespace app {

namespace {

constexpr int kMaxJumps = 60; // over damaged places of a table, each twice as far as the last

// A second connection, on a file that nothing writes, for as long as the object lives.
class ReadOnlyFile
{
public:
    explicit ReadOnlyFile(const QString& file)
        : m_name(QStringLiteral("read-") + QUuid::createUuid().toString(QUuid::Id128))
    {
        const QString uri = QUrl::fromLocalFile(file).toString(QUrl::FullyEncoded);
        // "immutable" leaves no files behind, but does not see a write-ahead log.
        const bool hasLog = QFileInfo(file + QStringLiteral("-wal")).size() > 0;
        m_isOpen = hasLog && tryOpen(uri);
        if (!m_isOpen)
            m_isOpen = tryOpen(uri + QStringLiteral("?immutable=1"));
    }
    ~ReadOnlyFile() { QSqlDatabase::removeDatabase(m_name); }
    ReadOnlyFile(const ReadOnlyFile&) = delete;
    ReadOnlyFile& operator=(const ReadOnlyFile&) = delete;

    bool isOpen() const { return m_isOpen; }
    QSqlDatabase database() const { return QSqlDatabase::database(m_name, /*open=*/false); }
    QVariant value(const QString& sql) const
    {
        QSqlQuery query(database());
        return query.exec(sql) && query.next() ? query.value(0) : QVariant();
    }

private:
    bool tryOpen(const QString& uri)
    {
        QSqlDatabase::removeDatabase(m_name);
        QSqlDatabase opened = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
        opened.setDatabaseName(uri);
        opened.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI"));
        return opened.open() && QSqlQuery(opened).exec(QStringLiteral("PRAGMA schema_version"));
    }

    QString m_name;
    bool m_isOpen = false;
};

bool isWhole(const QString& file, int maxVersion = std::numeric_limits<int>::max())
{
    const ReadOnlyFile copy(file);
    if (!copy.isOpen())
        return false;
    const int version = copy.value(QStringLiteral("PRAGMA user_version")).toInt();
    return version > 0 && version <= maxVersion &&
           copy.value(QStringLiteral("PRAGMA quick_check")).toString() == QLatin1String("ok");
}

void syncToDisk(const QString& file)
{
    const int descriptor = ::open(QFile::encodeName(file).constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

// Under target when it is whole, and not at all before.
core::Status copyTo(const QString& target, const QString& path, const QString& connectionName)
{
    const QString action = StoreText::tr("The backup of the conversations could not be made");
    const QString partial = target + QStringLiteral(".partial");
    const QString folder = QFileInfo(target).absolutePath();
    if (!QDir().mkpath(folder)) {
        return core::fail(core::Error{
            core::ErrorCode::Io,
            StoreText::tr("%1: the folder %2 cannot be made. Check what is in its place.")
                .arg(action, folder)
                .toStdString()});
    }
    QFile::remove(partial);
    QSqlQuery query(QSqlDatabase::database(connectionName, /*open=*/false));
    query.prepare(QStringLiteral("VACUUM INTO :file"));
    query.bindValue(QStringLiteral(":file"), partial);
    if (!query.exec()) {
        QFile::remove(partial);
        return core::fail(storeError(query.lastError(), action, path));
    }
    QFile::setPermissions(partial, QFile::ReadOwner | QFile::WriteOwner);
    syncToDisk(partial);
    QFile::remove(target);
    if (!QFile::rename(partial, target)) {
        return core::fail(
            core::Error{core::ErrorCode::Io,
                        StoreText::tr("%1: %2 cannot be written. Allow writing to its folder.")
                            .arg(action, target)
                            .toStdString()});
    }
    syncToDisk(folder);
    return {};
}

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

// All that target lacks; returns how many messages there were.
int copyAll(const QSqlDatabase& source, const QSqlDatabase& target)
{
    QSqlQuery query(target);
    if (!query.exec(QStringLiteral("PRAGMA foreign_keys = OFF")))
        return 0;
    int copied = 0;
    {
        StoreTransaction transaction(target);
        copyRows(source, target, QStringLiteral("conversations"), QStringLiteral("id"));
        copied = copyRows(source, target, QStringLiteral("messages"), QStringLiteral("id"));
        copyRows(source, target, QStringLiteral("pieces"), QStringLiteral("message_id"));
        copyRows(source, target, QStringLiteral("token_odds"), QStringLiteral("rowid"));
        const char* const joins[] = {
            // Of answers that have ended meanwhile, and of none.
            "DELETE FROM pieces WHERE message_id NOT IN (SELECT id FROM messages WHERE state = "
            "'streaming')",
            "DELETE FROM token_odds WHERE message_id NOT IN (SELECT id FROM messages)",
            // What has lost its conversation gets one, and what is new comes to the end of its own.
            "INSERT INTO conversations (id, title, created_at, updated_at) SELECT DISTINCT "
            "conversation_id, 'Recovered', created_at, created_at FROM messages WHERE "
            "conversation_id NOT IN (SELECT id FROM conversations) GROUP BY conversation_id",
            "UPDATE conversations SET (last_message, current_leaf) = (SELECT max(m.id), max(m.id) "
            "FROM messages m WHERE m.conversation_id = conversations.id) WHERE last_message < "
            "(SELECT max(m.id) FROM messages m WHERE m.conversation_id = conversations.id)"};
        bool joined = true;
        for (const char* join : joins)
            joined = joined && query.exec(QLatin1String(join));
        if (!joined || !transaction.commit())
            copied = 0;
    }
    query.exec(QStringLiteral("PRAGMA foreign_keys = ON"));
    return copied;
}

bool describesAlike(const QSqlDatabase& one, const QSqlDatabase& other)
{
    for (const char* table : {"conversations", "messages", "pieces", "token_odds"}) {
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

QString backupFolder(const QString& path)
{
    return QFileInfo(path).absolutePath() + QStringLiteral("/backups");
}

QList<Backup> backupsOf(const QString& path)
{
    const QFileInfo file(path);
    const QRegularExpression name(QStringLiteral("^%1-(\\d{6})-(\\d{4}-\\d{2}-\\d{2})\\.%2$")
                                      .arg(QRegularExpression::escape(file.completeBaseName()),
                                           QRegularExpression::escape(file.suffix())));
    QList<Backup> found;
    const QFileInfoList files = QDir(backupFolder(path)).entryInfoList(QDir::Files);
    for (const QFileInfo& entry : files) {
        const QRegularExpressionMatch match = name.match(entry.fileName());
        if (match.hasMatch())
            found.append({entry.absoluteFilePath(),
                          match.captured(1).toInt(),
                          QDate::fromString(match.captured(2), Qt::ISODate)});
    }
    std::sort(found.begin(), found.end(), [](const Backup& a, const Backup& b) {
        return a.number > b.number;
    });
    return found;
}

core::Result<bool> backUpDaily(const QString& path, const QString& connectionName, QDate today)
{
    const QList<Backup> before = backupsOf(path);
    if (std::any_of(before.begin(), before.end(), [today](const Backup& backup) {
            return backup.day == today;
        }))
        return false;
    const QFileInfo file(path);
    const QString target =
        QStringLiteral("%1/%2-%3-%4.%5")
            .arg(backupFolder(path), file.completeBaseName())
            .arg(before.isEmpty() ? 1 : before.first().number + 1, 6, 10, QChar(u'0'))
            .arg(today.toString(Qt::ISODate), file.suffix());
    if (const core::Status status = copyTo(target, path, connectionName); !status)
        return core::fail(status.error());
    if (!isWhole(target)) {
        QFile::remove(target);
        return core::fail(core::Error{
            core::ErrorCode::Malformed,
            StoreText::tr("The daily check found damage in %1. Start Fireside again: it keeps the "
                          "file aside and restores what can be read.")
                .arg(path)
                .toStdString()});
    }
    const QList<Backup> all = backupsOf(path);
    for (qsizetype i = kKeptBackups; i < all.size(); ++i)
        QFile::remove(all.at(i).file);
    return true;
}

core::Status backUpVersion(const QString& path, const QString& connectionName, int version)
{
    const QFileInfo file(path);
    return copyTo(QStringLiteral("%1/%2-version-%3.%4")
                      .arg(backupFolder(path), file.completeBaseName())
                      .arg(version)
                      .arg(file.suffix()),
                  path,
                  connectionName);
}

std::optional<Backup> restoreNewest(const QString& path, int maxVersion)
{
    const QList<Backup> all = backupsOf(path);
    for (const Backup& backup : all) {
        const QString partial = path + QStringLiteral(".partial");
        QFile::remove(partial);
        if (!isWhole(backup.file, maxVersion) || !QFile::copy(backup.file, partial))
            continue;
        syncToDisk(partial);
        if (QFile::rename(partial, path))
            return backup;
    }
    return std::nullopt;
}

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
