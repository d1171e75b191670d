#include "ui/widgets/export_format.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace ui {

namespace {

constexpr qsizetype kLongestName = 80;

struct ExportFormats
{
    Q_DECLARE_TR_FUNCTIONS(ExportFormats)
};

} // namespace

QStringList exportFilters()
{
    return {ExportFormats::tr("Markdown (*.md)"),
            ExportFormats::tr("Web page (*.html)"),
            ExportFormats::tr("PDF (*.pdf)"),
            ExportFormats::tr("Everything, to be imported again (*.json)")};
}

QString exportSuffix(app::ExportFormat format)
{
    switch (format) {
    case app::ExportFormat::Markdown:
        return QStringLiteral("md");
    case app::ExportFormat::Html:
        return QStringLiteral("html");
    case app::ExportFormat::Pdf:
        return QStringLiteral("pdf");
    case app::ExportFormat::Json:
        break;
    }
    return QStringLiteral("json");
}

std::optional<app::ExportFormat> exportFormatOf(const QString& file)
{
    const QString suffix = QFileInfo(file).suffix().toLower();
    for (const app::ExportFormat format : kExportFormats) {
        if (suffix == exportSuffix(format))
            return format;
    }
    if (suffix == QLatin1String("htm"))
        return app::ExportFormat::Html;
    return std::nullopt;
}

QString fileNameFor(const QString& title)
{
    QString name;
    for (const QChar c : title.left(kLongestName)) {
        const bool refused = c.unicode() < 0x20 || QStringLiteral("/\\:*?\"<>|").contains(c);
        name += refused ? QChar(u' ') : c;
    }
    name = name.simplified();
    while (name.startsWith(u'.') || name.startsWith(u' '))
        name.remove(0, 1);
    // Its suffix follows; a title that was cut says so with an ellipsis.
    while (name.endsWith(u'.') || name.endsWith(u' ') || name.endsWith(QChar(0x2026)))
        name.chop(1);
    return name.isEmpty() ? QStringLiteral("conversation") : name;
}

} // namespace ui
