// A second connection, on a file that nothing writes, for as long as the object lives.
#pragma once

#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QStringList>
#include <QUrl>
#include <QUuid>
#include <QVariant>

#include <algorithm>

namespace app {

class ReadOnlyFile
{
public:
    explicit ReadOnlyFile(const QString& file)
        : m_name(QStringLiteral("read-") + QUuid::createUuid().toString(QUuid::Id128))
    {
        const QStringList names = namesOf(file);
        m_isOpen = std::any_of(
            names.begin(), names.end(), [this](const QString& name) { return tryOpen(name); });
    }
    ~ReadOnlyFile() { QSqlDatabase::removeDatabase(m_name); }
    ReadOnlyFile(const ReadOnlyFile&) = delete;
    ReadOnlyFile& operator=(const ReadOnlyFile&) = delete;

    // What SQLite opens a file by to read it, the best one first.
    static QStringList namesOf(const QString& file)
    {
        const QString uri = QUrl::fromLocalFile(file).toString(QUrl::FullyEncoded);
        // "immutable" leaves no files behind, but does not see what a crash left in the write-ahead
        // log.
        const bool hasLog = QFileInfo(file + QStringLiteral("-wal")).size() > 0;
        const QStringList immutable{uri + QStringLiteral("?immutable=1")};
        return hasLog ? QStringList{uri} + immutable : immutable;
    }
    static QString options() { return QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI"); }

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
        opened.setConnectOptions(options());
        return opened.open() && QSqlQuery(opened).exec(QStringLiteral("PRAGMA schema_version"));
    }

    QString m_name;
    bool m_isOpen = false;
};

} // namespace app
