// The text of a Word document (DOCX): a ZIP archive with the text as WordprocessingML (ECMA-376-1).
//
// Paragraphs are lines, the cells of a table's row are set apart by tabs, footnotes follow at the
// end under the marks [^1], endnotes under [^e1]. Left out, as Word does when it prints: what
// tracked changes deleted or moved away, and comments. Headers and footers are left out too.
#pragma once

#include "app/documents/reading.h"

#include <QByteArray>

namespace app {

core::Result<QString> docxText(const QByteArray& bytes, const Reading& reading);

} // namespace app
