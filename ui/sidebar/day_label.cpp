#include "ui/sidebar/day_label.h"

#include <QCoreApplication>
#include <QLocale>

namespace ui {

namespace {

struct DayLabel
{
    Q_DECLARE_TR_FUNCTIONS(DayLabel)
};

} // namespace

QString dayLabel(const QDate& day, const QDate& today)
{
    const qint64 age = day.daysTo(today);
    if (age <= 0)
        return DayLabel::tr("Today");
    if (age == 1)
        return DayLabel::tr("Yesterday");
    if (age <= 7)
        return DayLabel::tr("Previous 7 days");
    if (age <= 30)
        return DayLabel::tr("Previous 30 days");
    return QLocale().toString(day, QStringLiteral("MMMM yyyy"));
}

} // namespace ui
