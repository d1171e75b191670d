#include "ui/markdown/safe_document.h"

#include <QUrl>

namespace ui::markdown {

SafeDocument::SafeDocument(QObject* parent)
    : QTextDocument(parent)
{
    setUndoRedoEnabled(false);
    setDocumentMargin(0);
}

QVariant SafeDocument::loadResource(int, const QUrl&)
{
    return {};
}

} // namespace ui::markdown
