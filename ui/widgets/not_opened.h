// Tells that the desktop has no program for something, instead of doing nothing.
#pragma once

#include <QString>
#include <QWidget>

namespace ui {

// why: ends before the address or path, which can be copied. Returns at once.
void sayNotOpened(QWidget* parent, const QString& why, const QString& address);

} // namespace ui
