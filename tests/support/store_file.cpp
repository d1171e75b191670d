#include "tests/support/store_file.h"

#include "app/chats/chat_database.h"

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
