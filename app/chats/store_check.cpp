#include "app/chats/store_check.h"

#include <QFile>
#include <QSqlError>
#include <QVariant>

#include <algorithm>

namespace app {

namespace {

QString checkMark(const QString& path)
{
    return path + QStringLiteral(".check");
}

} // namespace

Condition conditionOf(QSqlQuery& check)
{
    Condition condition = Condition::Sound;
    while (check.next()) {
        const QString line = check.value(0).toString();
        if (line == QLatin1String("ok") || line.startsWith(QLatin1String("CHECK constraint")) ||
            line.contains(QLatin1String(" value in ")))
            continue;
        if (line.contains(QLatin1String(" FTS5 table "))) // as SQLite 3.44 and newer say
            condition = std::max(condition, Condition::SearchDiffers);
        else if (line.contains(QLatin1String(" index ")))
            condition = Condition::IndexesDiffer;
        else
            return Condition::Damaged;
    }
    return check.lastError().isValid() ? Condition::Damaged : condition;
}

void wantCheck(const QString& path)
{
    if (path != QLatin1String(":memory:"))
        QFile(checkMark(path)).open(QIODevice::WriteOnly);
}

bool isCheckWanted(const QString& path)
{
    return QFile::exists(checkMark(path));
}

void checkIsDone(const QString& path)
{
    QFile::remove(checkMark(path));
}

} // namespace app
