// A copy of one open database into another through SQLite's backup interface: pages as they are,
// some at a time, so that other work on the source comes between. What is changed meanwhile through
// the same connection is part of the copy.
//
// Belongs to the thread of both connections, which must stay open for as long as it lives.
#pragma once

#include <QSqlDatabase>
#include <QSqlError>

struct sqlite3;
struct sqlite3_backup;

namespace app {

class StoreCopy
{
public:
    enum class State
    {
        More,
        Done,
        Failed // lastError() says why
    };

    StoreCopy(const QSqlDatabase& from, const QSqlDatabase& to);
    ~StoreCopy();
    StoreCopy(const StoreCopy&) = delete;
    StoreCopy& operator=(const StoreCopy&) = delete;

    State copySome();
    State copyAll();
    QSqlError lastError() const { return m_error; }

private:
    State failed(int code);

    sqlite3* m_to;
    sqlite3_backup* m_backup = nullptr;
    QSqlError m_error;
};

} // namespace app
