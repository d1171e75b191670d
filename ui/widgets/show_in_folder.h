// The desktop's file manager.
#pragma once

#include <QString>
#include <QWidget>

namespace ui {

// Opens the folder of a file with the file marked, or only opens it where the desktop knows no
// such request, and says where the file is where there is no file manager. Returns at once; GUI
// thread.
void showInFolder(const QString& path, QWidget* parent);

} // namespace ui
