#include "app/chats/store_file.h"
#include "app/chats/store_text.h"

#include "app/chats/message_row.h"
#include "app/chats/read_only_file.h"
#include "app/chats/store_backup.h"
#include "app/chats/store_check.h"
#include "app/chats/store_copy.h"
#include "app/chats/store_salvage.h"
#include "app/chats/store_transaction.h"
#include "app/platform/private_file.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QSqlQuery>
#include <QtEndian>

#include <iterator>
#include <optional>

// The resources of a static library are registered by a call from outside any namespace.
static void registerMigrations()
{
    Q_INIT_RESOURCE(migrations);
}

namespace app {

namespace {

constexpr const char* kMigrations[] = {":/fireside/chats/migrations/001_initial.sql",
                                       ":/fireside/chats/migrations/002_order.sql",
                                       ":/fireside/chats/migrations/003_search.sql",
                                       ":/fireside/chats/migrations/004_token_odds.sql",
                                       ":/fireside/chats/migrations/005_context.sql",
                                       ":/fireside/chats/migrations/006_drafts.sql",
                                       ":/fireside/chats/migrations/007_edits.sql"};
constexpr int kSchemaVersion = static_cast<int>(std::size(kMigrations));

// A file of this size is checked in a blink.
constexpr qint64 kAlwaysChecked = 4 << 20;

class StoreOpener
{
public:
    StoreOpener(const QString& path, const QString& connectionName)
        : m_path(path)
        , m_name(connectionName)
    {
    }

    StoreOpening open();

private:
    enum class Outcome
    {
        Open,
        Damaged,
        Newer,
        Refused
    };

    Outcome tryReadWrite();
    Outcome check();
    Outcome check(const QString& pragma, bool& indexesDiffer);
    Outcome mendIndexes();
    bool mendSearch();
    StoreOpening openFresh(const QString& aside);
    StoreOpening openReadOnly(const QString& reason, bool mayRecover);
    bool upgradeInMemory();
    StoreOpening openInMemory(const QString& notice);
    QString refusal() const;
    QString moveAside() const; // where the file is now; empty where it cannot be moved
    int versionInHeader() const;

    bool connectTo(const QString& name, const QString& options);
    void disconnect() const;
    bool run(const QString& sql);
    QVariant value(const QString& sql);
    bool migrate(int from);
    Outcome failed() const { return isOutside(m_error) ? Outcome::Refused : Outcome::Damaged; }

    QString m_path;
    QString m_name;
    bool m_wantsCheck = false;
    bool m_isMended = false;
    bool m_searchDiffers = false;
    QSqlError m_error;
};

StoreOpening StoreOpener::open()
{
    if (m_path == QLatin1String(":memory:"))
        return openInMemory(QString());
    const QString folder = QFileInfo(m_path).absolutePath();
    if (!QDir().mkpath(folder)) {
        return openInMemory(
            StoreText::tr("Conversations cannot be saved because the folder %1 cannot be made; "
                          "they are kept until Fireside closes.")
                .arg(folder));
    }
    const bool isThere = QFileInfo::exists(m_path);
    makePrivate(m_path); // and so its log, which SQLite makes with the same permissions
    const QString newer = StoreText::tr("The conversations were written by a newer version of "
                                        "Fireside and can only be read with this one; install "
                                        "the newer version to go on with them.");
    // Looked up without SQLite, which might write to the file while it opens it.
    if (versionInHeader() > kSchemaVersion)
        return openReadOnly(newer, /*mayRecover=*/false);

    // A log that is left over tells of a crash.
    m_wantsCheck = QFileInfo(m_path + QStringLiteral("-wal")).size() > 0;
    // Without backups an empty file is a store whose making was interrupted; with them it has lost
    // what it had.
    if (isThere && QFileInfo(m_path).size() == 0 && !backupsOf(m_path).isEmpty())
        return openFresh(moveAside());
    switch (tryReadWrite()) {
    case Outcome::Open:
        break;
    case Outcome::Newer:
        disconnect();
        return openReadOnly(newer, /*mayRecover=*/false);
    case Outcome::Refused:
        disconnect();
        // Another program has it open: even reading might see half of its work.
        return isInUse(m_error) ? openInMemory(refusal())
                                : openReadOnly(refusal(), /*mayRecover=*/true);
    case Outcome::Damaged:
        disconnect();
        return openFresh(moveAside());
    }
    if (!m_isMended)
        return {};
    StoreOpening opening;
    opening.isMended = true;
    opening.notice =
        StoreText::tr("A small part of the file with the conversations was damaged and has been "
                      "mended. Should messages be missing or in a wrong place, earlier copies are "
                      "in the folder %1.")
            .arg(backupFolder(m_path));
    return opening;
}

StoreOpener::Outcome StoreOpener::tryReadWrite()
{
    if (!connectTo(m_path, QStringLiteral("QSQLITE_BUSY_TIMEOUT=1000")))
        return failed();
    // One connection, which also checkpoints, and no shared memory: SQLite before 3.51.3 can damage
    // a WAL file that two connections write. An exclusive lock keeps other programs out as well; it
    // ends with the process.
    const char* const pragmas[] = {"PRAGMA locking_mode = EXCLUSIVE",
                                   "PRAGMA mmap_size = 0",
                                   "PRAGMA synchronous = FULL",
                                   "PRAGMA foreign_keys = ON"};
    for (const char* pragma : pragmas) {
        if (!run(QLatin1String(pragma)))
            return failed();
    }
    if (const Outcome checked = check(); checked != Outcome::Open)
        return checked;
    const int version = value(QStringLiteral("PRAGMA user_version")).toInt();
    if (version < 0)
        return Outcome::Damaged;
    if (version > kSchemaVersion)
        return Outcome::Newer;
    if (value(QStringLiteral("PRAGMA journal_mode = WAL")).toString() != QLatin1String("wal"))
        return failed();
    // SQLite opens what it may not write for reading, without a word: ask for the right to write.
    if (!run(QStringLiteral("BEGIN IMMEDIATE")) || !run(QStringLiteral("ROLLBACK")))
        return failed();
    // A full disk must not keep anyone out: each migration is whole or undone by itself.
    if (version > 0 && version < kSchemaVersion)
        (void)backUpVersion(m_path, m_name, version);
    if (!migrate(version))
        return failed();
    // The description of the tables may be damaged as well: all that is read must be known.
    const QString probes[] = {
        QStringLiteral("SELECT %1 FROM messages LIMIT 0").arg(messageColumns()),
        QStringLiteral("SELECT id, title, system_prompt, current_leaf, last_message, created_at, "
                       "updated_at, deleted_at, pinned, archived, folder, tags, context_choice, "
                       "context_end, context_summary FROM conversations LIMIT 0"),
        QStringLiteral(
            "SELECT p.message_id, p.sequence, p.text, o.message_id, o.start, o.odds, "
            "d.conversation_id, d.text, e.message_id, e.text FROM pieces p, token_odds o, "
            "drafts d, edits e LIMIT 0")};
    for (const QString& probe : probes) {
        if (!run(probe))
            return failed();
    }
    if ((m_searchDiffers || isCheckWanted(m_path)) && !mendSearch())
        return failed();
    checkIsDone(m_path);
    return Outcome::Open;
}

StoreOpener::Outcome StoreOpener::check()
{
    const bool inFull =
        m_wantsCheck || QFileInfo(m_path).size() <= kAlwaysChecked || isCheckWanted(m_path);
    // The list of conversations is small, and what everything else is found by.
    bool indexesDiffer = false;
    const Outcome checked =
        check(inFull ? QStringLiteral("PRAGMA integrity_check")
                     : QStringLiteral("PRAGMA integrity_check('conversations')"),
              indexesDiffer);
    return checked == Outcome::Open && indexesDiffer ? mendIndexes() : checked;
}

StoreOpener::Outcome StoreOpener::mendIndexes()
{
    bool stillDiffer = false;
    if (!run(QStringLiteral("REINDEX")))
        return failed();
    m_isMended = true;
    const Outcome checked = check(QStringLiteral("PRAGMA integrity_check"), stillDiffer);
    return checked == Outcome::Open && stillDiffer ? Outcome::Damaged : checked;
}

// The index of the search is compared with all texts, which takes a while, and built anew.
bool StoreOpener::mendSearch()
{
    return run(QStringLiteral("INSERT INTO search (search) VALUES ('integrity-check')")) ||
           run(QStringLiteral("INSERT INTO search (search) VALUES ('rebuild')"));
}

StoreOpener::Outcome StoreOpener::check(const QString& pragma, bool& indexesDiffer)
{
    QSqlQuery query(QSqlDatabase::database(m_name, /*open=*/false));
    const Condition condition = query.exec(pragma) ? conditionOf(query) : Condition::Damaged;
    m_error = query.lastError();
    if (m_error.isValid())
        return failed();
    indexesDiffer = condition == Condition::IndexesDiffer;
    m_searchDiffers = condition == Condition::SearchDiffers;
    return condition == Condition::Damaged ? Outcome::Damaged : Outcome::Open;
}

StoreOpening StoreOpener::openFresh(const QString& aside)
{
    if (aside.isEmpty()) {
        return openInMemory(
            StoreText::tr("The conversations in %1 are damaged and the file cannot be moved "
                          "aside; new ones are kept until Fireside closes.")
                .arg(m_path));
    }
    QString told =
        StoreText::tr("The file with the conversations was damaged; it is kept as %1").arg(aside);
    const std::optional<Backup> backup = restoreNewest(m_path, kSchemaVersion);
    if (tryReadWrite() != Outcome::Open) {
        disconnect();
        StoreOpening opening = openInMemory(told + QStringLiteral(". ") + refusal());
        opening.movedAside = aside;
        return opening;
    }
    const int saved = salvage(aside, m_name, kSchemaVersion);
    if (backup) {
        told += StoreText::tr(". The conversations were restored from the backup of %1")
                    .arg(QLocale().toString(backup->day, QLocale::LongFormat));
        told += saved > 0
                    ? StoreText::tr(", and %1 newer messages from the damaged file.").arg(saved)
                    : StoreText::tr("; what was written since then is missing.");
    } else if (saved > 0) {
        told += StoreText::tr(", and the %1 messages that could be read were taken over from it.")
                    .arg(saved);
    } else {
        told += StoreText::tr(", and a new one was begun.");
    }
    return {told, QString(), aside};
}

StoreOpening StoreOpener::openReadOnly(const QString& reason, bool mayRecover)
{
    for (const QString& name : ReadOnlyFile::namesOf(m_path)) {
        if (connectTo(name, ReadOnlyFile::options()) &&
            run(QStringLiteral("PRAGMA mmap_size = 0")) &&
            run(QStringLiteral("SELECT id, title, last_message FROM conversations LIMIT 1")) &&
            upgradeInMemory())
            return {reason, reason, QString(), mayRecover};
        disconnect();
    }
    return openInMemory(reason);
}

// What is of an older schema and cannot be changed where it is, on a full disk for example, is read
// from a copy in memory.
bool StoreOpener::upgradeInMemory()
{
    if (value(QStringLiteral("PRAGMA user_version")).toInt() >= kSchemaVersion)
        return true;
    disconnect();
    const ReadOnlyFile older(m_path);
    return older.isOpen() && connectTo(QStringLiteral(":memory:"), QString()) &&
           StoreCopy(older.database(), QSqlDatabase::database(m_name)).copyAll() ==
               StoreCopy::State::Done &&
           migrate(older.value(QStringLiteral("PRAGMA user_version")).toInt());
}

StoreOpening StoreOpener::openInMemory(const QString& notice)
{
    connectTo(QStringLiteral(":memory:"), QString());
    run(QStringLiteral("PRAGMA foreign_keys = ON"));
    run(QStringLiteral("PRAGMA temp_store = MEMORY")); // not even what is sorted goes to the disk
    migrate(0);
    return {notice, QString(), QString()};
}

QString StoreOpener::refusal() const
{
    const core::Error error =
        storeError(m_error, StoreText::tr("Conversations cannot be saved"), m_path);
    return QString::fromStdString(error.message);
}

QString StoreOpener::moveAside() const
{
    const QFileInfo file(m_path);
    const QString stamp = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss");
    for (int attempt = 0; attempt < 100; ++attempt) {
        const QString number = attempt == 0 ? QString() : QStringLiteral("-%1").arg(attempt);
        const QString aside =
            QStringLiteral("%1/%2.damaged-%3%4.%5")
                .arg(file.absolutePath(), file.completeBaseName(), stamp, number, file.suffix());
        if (QFileInfo::exists(aside))
            continue;
        if (!QFile::rename(m_path, aside))
            return QString();
        for (const char* suffix : {"-wal", "-shm"}) {
            const QString companion = m_path + QLatin1String(suffix);
            // Left beside the new file, it would be applied to it.
            if (QFileInfo::exists(companion) &&
                !QFile::rename(companion, aside + QLatin1String(suffix)))
                return QString();
        }
        return aside;
    }
    return QString();
}

// Bytes 60..63 of the file, big-endian: https://www.sqlite.org/fileformat.html#the_database_header
int StoreOpener::versionInHeader() const
{
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray header = file.read(64);
    if (header.size() < 64 || !header.startsWith("SQLite format 3"))
        return 0;
    return qFromBigEndian<qint32>(header.constData() + 60);
}

bool StoreOpener::connectTo(const QString& name, const QString& options)
{
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
    database.setDatabaseName(name);
    database.setConnectOptions(options);
    if (database.open())
        return true;
    m_error = database.lastError();
    return false;
}

void StoreOpener::disconnect() const
{
    QSqlDatabase::database(m_name, /*open=*/false).close();
    QSqlDatabase::removeDatabase(m_name);
}

bool StoreOpener::run(const QString& sql)
{
    QSqlQuery query(QSqlDatabase::database(m_name, /*open=*/false));
    if (query.exec(sql))
        return true;
    m_error = query.lastError();
    return false;
}

QVariant StoreOpener::value(const QString& sql)
{
    QSqlQuery query(QSqlDatabase::database(m_name, /*open=*/false));
    if (query.exec(sql) && query.next())
        return query.value(0);
    m_error = query.lastError();
    return {};
}

bool StoreOpener::migrate(int from)
{
    registerMigrations();
    QSqlDatabase database = QSqlDatabase::database(m_name, /*open=*/false);
    for (int version = from; version < kSchemaVersion; ++version) {
        QFile file(QString::fromLatin1(kMigrations[version]));
        if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
            return false;
        StoreTransaction transaction(database);
        const QStringList statements =
            QString::fromUtf8(file.readAll()).split(QStringLiteral("\n\n"), Qt::SkipEmptyParts);
        for (const QString& statement : statements) {
            if (!run(statement))
                return false;
        }
        if (!run(QStringLiteral("PRAGMA user_version = %1").arg(version + 1)))
            return false;
        if (!transaction.commit()) {
            m_error = transaction.lastError();
            return false;
        }
    }
    return true;
}

} // namespace

StoreOpening openStoreFile(const QString& path, const QString& connectionName)
{
    return StoreOpener(path, connectionName).open();
}

int currentSchemaVersion()
{
    return kSchemaVersion;
}

} // namespace app
