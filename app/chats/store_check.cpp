#include "app/chats/store_check.h"

#include <QSqlError>
#include <QVariant>

namespace app {

Condition conditionOf(QSqlQuery& check)
{
    Condition condition = Condition::Sound;
    while (check.next()) {
        const QString line = check.value(0).toString();
        if (line == QLatin1String("ok") || line.startsWith(QLatin1String("CHECK constraint")) ||
            line.contains(QLatin1String(" value in ")))
            continue;
        if (!line.contains(QLatin1String(" index ")))
            return Condition::Damaged;
        condition = Condition::IndexesDiffer;
    }
    return check.lastError().isValid() ? Condition::Damaged : condition;
}

} // namespace app
