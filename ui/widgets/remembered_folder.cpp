#include "ui/widgets/remembered_folder.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

namespace ui {

void rememberFolder(QFileDialog& dialog, app::Settings& settings, app::Settings::FolderFor purpose)
{
    const QString folder = settings.lastFolder(purpose);
    const bool isThere = !folder.isEmpty() && QFileInfo(folder).isDir();
    dialog.setDirectory(isThere ? folder : QDir::homePath());
    QObject::connect(&dialog,
                     &QFileDialog::filesSelected,
                     &settings,
                     [&settings, purpose](const QStringList& files) {
                         settings.setLastFolder(purpose, QFileInfo(files.value(0)).path());
                     });
}

} // namespace ui
