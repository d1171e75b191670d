// A pool of exactly one thread that never expires: a QSqlDatabase connection belongs to the thread
// that made it.
#pragma once

#include <QThreadPool>

namespace app {

class DatabaseThread
{
public:
    DatabaseThread()
    {
        m_pool.setMaxThreadCount(1);
        m_pool.setExpiryTimeout(-1);
        m_pool.setObjectName(QStringLiteral("database"));
    }
    // Runs what was given to it first.
    ~DatabaseThread() { m_pool.waitForDone(); }
    DatabaseThread(const DatabaseThread&) = delete;
    DatabaseThread& operator=(const DatabaseThread&) = delete;

    QThreadPool& pool() { return m_pool; }

private:
    QThreadPool m_pool;
};

} // namespace app
