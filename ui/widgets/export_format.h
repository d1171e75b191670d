// The formats conversations are exported in, as a file dialog offers them. Pure.
#pragma once

#include "app/conversation/chat_controller.h"

#include <QStringList>

#include <array>
#include <optional>

namespace ui {

inline constexpr std::array kExportFormats{app::ExportFormat::Markdown,
                                           app::ExportFormat::Html,
                                           app::ExportFormat::Pdf,
                                           app::ExportFormat::Json};

QStringList exportFilters(); // in the order of kExportFormats

QString exportSuffix(app::ExportFormat format); // "md"

// By the file's suffix; nullopt for one that is not known.
std::optional<app::ExportFormat> exportFormatOf(const QString& file);

// title as the name of a file, without a suffix and what a file system refuses.
QString fileNameFor(const QString& title);

} // namespace ui
