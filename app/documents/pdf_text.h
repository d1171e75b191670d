// The text of a PDF, by Poppler: in reading order, pages apart by a blank line.
#pragma once

#include "app/documents/reading.h"

#include <QByteArray>

namespace app {

constexpr int kMostPdfPages = 2000;

// From any thread; Poppler serves one call at a time, the others wait.
core::Result<QString> pdfText(const QByteArray& bytes, const Reading& reading);

} // namespace app
