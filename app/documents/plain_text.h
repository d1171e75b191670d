// The text of a file of plain text: UTF-8, UTF-16 that says so at its beginning, or Windows-1252,
// which holds Latin-1. Pure.
#pragma once

#include "app/documents/reading.h"

#include <QByteArray>

namespace app {

core::Result<QString> plainText(const QByteArray& bytes, const Reading& reading);

} // namespace app
