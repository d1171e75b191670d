// A second connection, on a file that nothing writes, for as long as the object lives.
#pragma once

#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QUrl>
#include <QUuid>
#include <QVariant>

namespace app {

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

} // namespace app
