// Where models come from that Fireside can open.
#pragma once

#include <QUrl>

namespace ui {

// A search for GGUF files of models that answer, the ones that many people use first.
inline QUrl modelSource()
{
    return QUrl(QStringLiteral("https://huggingface.co/models?library=gguf&search=instruct"));
}

} // namespace ui
