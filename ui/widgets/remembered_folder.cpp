#include "ui/widgets/remembered_folder.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

namespace ui {

QString rememberedFolder(const app::Settings& settings, app::Settings::FolderFor purpose)
{
    const QString folder = settings.lastFolder(purpose);
    return !folder.isEmpty() && QFileInfo(folder).isDir() ? folder : QDir::homePath();
}

void rememberFolder(QFileDialog& dialog, app::Settings& settings, app::Settings::FolderFor purpose)
{
    dialog.setDirectory(rememberedFolder(settings, purpose));
    QObject::connect(&dialog,
                     &QFileDialog::filesSelected,
                     &settings,
                     [&settings, purpose](const QStringList& files) {
                         settings.setLastFolder(purpose, QFileInfo(files.value(0)).path());
                     });
}

} // namespace ui
