#include "ui/markdown/copy_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

namespace ui::markdown {

void copyText(const QString& text, const QString& html)
{
    auto* data = new QMimeData;
    data->setText(text);
    if (!html.isEmpty())
        data->setHtml(html);
    QGuiApplication::clipboard()->setMimeData(data); // takes it
}

} // namespace ui::markdown
