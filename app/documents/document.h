// The text of a file that a person attaches: plain text, PDF or DOCX, told apart by its bytes.
//
//     const core::Result<QString> text = app::readDocument(path, stop.get_token());
//
// Whole or not at all: what is too long, damaged, locked or without text is an error, one sentence
// in the language of the windows. Files are untrusted. Blocks on disk and processor: any thread but
// the GUI's. A request to stop ends it with ErrorCode::Cancelled at the next word.
#pragma once

#include "core/base/result.h"

#include <QString>

#include <stop_token>

namespace app {

core::Result<QString> readDocument(const QString& path, std::stop_token stop);

// A GGUF file, whatever its name; readDocument() refuses those. Reads its first bytes; any thread.
bool isModelFile(const QString& path);

// Text that comes without a file, such as a pasted one, is refused like a file of its size.
core::Status checkTextSize(const QString& name, const QString& text);

// Why a picture is no use to a model that reads text.
core::Error pictureRefusal(const QString& name);

constexpr qint64 kMostTextFileBytes = 2 << 20;
constexpr qint64 kMostDocumentBytes = 64 << 20; // PDF and DOCX, with their pictures

} // namespace app
