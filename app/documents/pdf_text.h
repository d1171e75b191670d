// The text of a PDF, by Poppler: in reading order, pages apart by a blank line.
#pragma once

#include "app/documents/reading.h"

#include <QByteArray>

namespace app {

constexpr int kMostPdfPages = 2000;

// One call at a time in the whole program.
core::Result<QString> pdfText(const QByteArray& bytes, const Reading& reading);

} // namespace app
