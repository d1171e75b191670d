#include "ui/widgets/export_dialog.h"

#include "ui/widgets/export_format.h"
#include "ui/widgets/remembered_folder.h"

#include <QFileInfo>

#include <algorithm>

namespace ui {

ExportDialog::ExportDialog(const QString& title,
                           const QString& name,
                           app::ExportFormat format,
                           app::Settings& settings,
                           QWidget* parent)
    : QFileDialog(parent, title)
{
    setObjectName(QStringLiteral("exportDialog"));
    setAcceptMode(QFileDialog::AcceptSave);
    setNameFilters(exportFilters());
    rememberFolder(*this, settings, app::Settings::FolderFor::Conversations);
    setFormat(format);
    selectFile(name + u'.' + exportSuffix(format));
    connect(this, &QFileDialog::filterSelected, this, [this] { setFormat(this->format()); });
    connect(this, &QFileDialog::fileSelected, this, [this](const QString& file) {
        emit chosen(file, exportFormatOf(file).value_or(this->format()));
    });
}

app::ExportFormat ExportDialog::format() const
{
    return kExportFormats[size_t(
        std::max<qsizetype>(nameFilters().indexOf(selectedNameFilter()), 0))];
}

void ExportDialog::setFormat(app::ExportFormat format)
{
    const auto at = std::find(kExportFormats.begin(), kExportFormats.end(), format);
    const QString filter = nameFilters().value(at - kExportFormats.begin());
    if (filter != selectedNameFilter())
        selectNameFilter(filter);
    setDefaultSuffix(exportSuffix(format));
}

void ExportDialog::accept()
{
    const QString file = selectedFiles().value(0);
    if (const auto named = exportFormatOf(file))
        setFormat(*named);
    else if (!file.isEmpty() && !QFileInfo(file).isDir()) // "Version 2.0" has no suffix
        selectFile(file + u'.' + exportSuffix(format()));
    QFileDialog::accept();
}

} // namespace ui
