#include "app/chats/store_copy.h"

#include <QSqlDriver>
#include <QSqlQuery>
#include <QVariant>

#include <cstring>
#include <sqlite3.h>

namespace app {

namespace {

constexpr int kPages = 1000; // 4 MB: a few hundredths of a second

// Null where Qt's driver has an SQLite of its own, whose handles mean nothing to ours.
sqlite3* handleOf(const QSqlDatabase& database)
{
    QSqlQuery query(database);
    if (!query.exec(QStringLiteral("SELECT sqlite_source_id()")) || !query.next() ||
        query.value(0).toString() != QLatin1String(sqlite3_sourceid()))
        return nullptr;
    const QVariant handle = database.driver()->handle();
    return std::strcmp(handle.typeName(), "sqlite3*") == 0
               ? *static_cast<sqlite3* const*>(handle.constData())
               : nullptr;
}

} // namespace

StoreCopy::StoreCopy(const QSqlDatabase& from, const QSqlDatabase& to)
    : m_to(handleOf(to))
{
    sqlite3* const source = handleOf(from);
    if (source != nullptr && m_to != nullptr)
        m_backup = sqlite3_backup_init(m_to, "main", source, "main");
}

StoreCopy::~StoreCopy()
{
    sqlite3_backup_finish(m_backup);
}

StoreCopy::State StoreCopy::copySome()
{
    if (m_backup == nullptr)
        return failed(m_to != nullptr ? sqlite3_errcode(m_to) : SQLITE_MISUSE);
    const int code = sqlite3_backup_step(m_backup, kPages);
    if (code == SQLITE_OK)
        return State::More;
    const int ended = sqlite3_backup_finish(m_backup);
    m_backup = nullptr;
    if (code == SQLITE_DONE && ended == SQLITE_OK)
        return State::Done;
    return failed(code == SQLITE_DONE ? ended : code);
}

StoreCopy::State StoreCopy::copyAll()
{
    State state = State::More;
    while (state == State::More)
        state = copySome();
    return state;
}

StoreCopy::State StoreCopy::failed(int code)
{
    m_error = QSqlError(QString(),
                        QString::fromUtf8(sqlite3_errstr(code)),
                        QSqlError::UnknownError,
                        QString::number(code));
    return State::Failed;
}

} // namespace app
