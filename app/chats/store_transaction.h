// A change of the store that is there as a whole or not at all, and what its errors mean.
//
// Belongs to the thread that opened the connection.
#pragma once

#include "core/base/result.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QString>

namespace app {

// The disk or its permissions are at fault, not what is in the file.
bool isOutside(const QSqlError& error);
// Another program has the file open.
bool isInUse(const QSqlError& error);

// What went wrong as a sentence: action is what could not be done, "The message could not be
// saved".
core::Error storeError(const QSqlError& error, const QString& action, const QString& path);

// BEGIN … COMMIT; rolls back where commit() was not reached.
class StoreTransaction
{
public:
    explicit StoreTransaction(const QSqlDatabase& database)
        : m_query(database)
        , m_open(m_query.exec(QStringLiteral("BEGIN")))
    {
    }
    ~StoreTransaction()
    {
        if (m_open)
            m_query.exec(QStringLiteral("ROLLBACK"));
    }
    StoreTransaction(const StoreTransaction&) = delete;
    StoreTransaction& operator=(const StoreTransaction&) = delete;

    // False: nothing of the transaction is stored; lastError() says why.
    bool commit()
    {
        if (!m_open || !m_query.exec(QStringLiteral("COMMIT")))
            return false;
        m_open = false;
        return true;
    }

    // With SQLite's own code, which QSqlDatabase::commit() loses: a full disk must not look like a
    // damaged file.
    QSqlError lastError() const { return m_query.lastError(); }

private:
    QSqlQuery m_query;
    bool m_open;
};

} // namespace app
