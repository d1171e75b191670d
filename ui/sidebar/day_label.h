// Names of the days that conversations are listed under. A pure function.
#pragma once

#include <QDate>
#include <QString>

namespace ui {

// "Today", "Yesterday", "Previous 7 days", "Previous 30 days", then the month and year.
QString dayLabel(const QDate& day, const QDate& today);

} // namespace ui
