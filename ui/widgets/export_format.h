// The formats conversations are exported in, as a file dialog offers them. Pure.
#pragma once

#include "app/conversation/chat_controller.h"

#include <QString>

namespace ui {

QString exportFilters();

// By the file's suffix; JSON, which holds everything, for one that is not known.
app::ExportFormat exportFormatOf(const QString& file);

// title as the name of a file: without what a file system refuses.
QString fileNameFor(const QString& title, const QString& suffix);

} // namespace ui
