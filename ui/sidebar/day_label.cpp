#include "ui/sidebar/day_label.h"

#include <QCoreApplication>
#include <QLocale>

namespace ui {

QString dayLabel(const QDate& day, const QDate& today)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("DayLabel", text); };
    const qint64 age = day.daysTo(today);
    if (age <= 0)
        return tr("Today");
    if (age == 1)
        return tr("Yesterday");
    if (age <= 7)
        return tr("Previous 7 days");
    if (age <= 30)
        return tr("Previous 30 days");
    return QLocale().toString(day, QStringLiteral("MMMM yyyy"));
}

} // namespace ui
