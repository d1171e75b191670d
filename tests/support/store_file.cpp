#include "tests/support/store_file.h"

#include "app/chats/chat_database.h"

#include <QDir>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>
#include <QVariant>

namespace tests {

namespace {

void withQuery(const QString& path, const std::function<void(QSqlQuery&)>& use)
{
    {
        QSqlDatabase raw = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), path);
        raw.setDatabaseName(path);
        QVERIFY(raw.open());
        QSqlQuery query(raw);
        use(query);
    }
    QSqlDatabase::removeDatabase(path);
}

QString faultOfFile(QSqlQuery& query)
{
    if (!query.exec(QStringLiteral("PRAGMA integrity_check")) || !query.next() ||
        query.value(0).toString() != QLatin1String("ok"))
        return QStringLiteral("integrity check: ") + query.value(0).toString();
    query.finish();
    if (!query.exec(QStringLiteral("INSERT INTO search (search) VALUES ('integrity-check')")))
        return QStringLiteral("the index does not match its messages");
    return {};
}

} // namespace

void runSql(const QString& path, const QStringList& statements)
{
    withQuery(path, [&statements](QSqlQuery& query) {
        for (const QString& statement : statements)
            QVERIFY2(query.exec(statement), qPrintable(statement + query.lastError().text()));
    });
}

QHash<qint64, QString> makeOldStore(const QString& path, int version, int conversations)
{
    app::ChatDatabase none(QStringLiteral(":memory:"));
    none.open(); // registers the migrations
    none.close();
    const QDir migrations(QStringLiteral(":/fireside/chats/migrations"));
    QStringList statements{QStringLiteral("BEGIN")};
    const QStringList names = migrations.entryList(QDir::Files, QDir::Name);
    for (const QString& name : names.first(version)) {
        QFile file(migrations.filePath(name));
        if (file.open(QIODevice::ReadOnly))
            statements += QString::fromUtf8(file.readAll()).split(QStringLiteral("\n\n"));
    }
    statements << QStringLiteral("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                                 "WHERE i < %1) INSERT INTO conversations (title, last_message, "
                                 "created_at, updated_at) SELECT 'Title ' || i, 2 * i, 1000, 1000 "
                                 "FROM n")
                      .arg(conversations)
               << QStringLiteral("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n "
                                 "WHERE i < %1) INSERT INTO messages (conversation_id, parent_id, "
                                 "role, state, text, model, created_at) SELECT 1 + i / 2, CASE i % "
                                 "2 WHEN 1 THEN i END, CASE i % 2 WHEN 0 THEN 'user' ELSE "
                                 "'assistant' END, 'complete', 'text ' || i, 'model', 1000 FROM n")
                      .arg(2 * conversations - 1)
               << QStringLiteral("PRAGMA user_version = %1").arg(version)
               << QStringLiteral("COMMIT");
    runSql(path, statements);
    QHash<qint64, QString> texts;
    for (int i = 0; i < 2 * conversations; ++i)
        texts.insert(i + 1, QStringLiteral("text %1").arg(i));
    return texts;
}

int schemaVersion(const QString& path)
{
    int version = 0;
    withQuery(path, [&version](QSqlQuery& query) {
        if (query.exec(QStringLiteral("PRAGMA user_version")) && query.next())
            version = query.value(0).toInt();
    });
    return version;
}

QString storeFault(const QString& path, const std::function<QString(QSqlQuery&)>& look)
{
    app::ChatDatabase database(path);
    const app::StoreOpening opening = database.open();
    database.close();
    if (!opening.notice.isEmpty())
        return opening.notice;
    QString fault = QStringLiteral("the file cannot be opened");
    withQuery(path, [&](QSqlQuery& query) {
        fault = faultOfFile(query);
        if (fault.isEmpty())
            fault = look(query);
    });
    return fault;
}

} // namespace tests
