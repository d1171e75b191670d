// The desktop's file manager.
#pragma once

#include <QString>

namespace ui {

// Opens the folder of a file with the file marked, or only opens it where the desktop knows no
// such request. Returns at once; GUI thread.
void showInFolder(const QString& path);

} // namespace ui
