#include "ui/widgets/export_format.h"

#include <QCoreApplication>

namespace ui {

namespace {

constexpr qsizetype kLongestName = 80;

struct ExportFormats
{
    Q_DECLARE_TR_FUNCTIONS(ExportFormats)
};

} // namespace

QString exportFilters()
{
    return ExportFormats::tr("Everything, to be imported again (*.json);;Markdown (*.md);;"
                             "Web page (*.html);;PDF (*.pdf)");
}

app::ExportFormat exportFormatOf(const QString& file)
{
    if (file.endsWith(QLatin1String(".md"), Qt::CaseInsensitive))
        return app::ExportFormat::Markdown;
    if (file.endsWith(QLatin1String(".html"), Qt::CaseInsensitive) ||
        file.endsWith(QLatin1String(".htm"), Qt::CaseInsensitive))
        return app::ExportFormat::Html;
    if (file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive))
        return app::ExportFormat::Pdf;
    return app::ExportFormat::Json;
}

QString fileNameFor(const QString& title, const QString& suffix)
{
    QString name;
    for (const QChar c : title.left(kLongestName)) {
        const bool refused = c.unicode() < 0x20 || QStringLiteral("/\\:*?\"<>|").contains(c);
        name += refused ? QChar(u' ') : c;
    }
    name = name.simplified();
    while (name.startsWith(u'.') || name.startsWith(u' '))
        name.remove(0, 1);
    return (name.isEmpty() ? QStringLiteral("conversation") : name) + suffix;
}

} // namespace ui
