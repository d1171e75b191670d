// Where file dialogs open.
#pragma once

#include "app/settings/settings.h"

class QFileDialog;

namespace ui {

// Opens the dialog where something was last chosen for this purpose, the home folder at first, and
// remembers where something is chosen now. settings must outlive the dialog.
void rememberFolder(QFileDialog& dialog, app::Settings& settings, app::Settings::FolderFor purpose);

} // namespace ui
