// Where file dialogs open.
#pragma once

#include "app/settings/settings.h"

class QFileDialog;

namespace ui {

// Where something was last chosen for this purpose; the home folder at first, and where that is
// gone.
QString rememberedFolder(const app::Settings& settings, app::Settings::FolderFor purpose);

// Opens the dialog there, and remembers where something is chosen now. settings must outlive the
// dialog.
void rememberFolder(QFileDialog& dialog, app::Settings& settings, app::Settings::FolderFor purpose);

} // namespace ui
