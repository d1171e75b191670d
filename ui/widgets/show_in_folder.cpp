#include "ui/widgets/show_in_folder.h"

#include "ui/widgets/not_opened.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

namespace ui {

void showInFolder(const QString& path, QWidget* parent)
{
    // https://www.freedesktop.org/wiki/Specifications/file-manager-interface/
    QDBusMessage call =
        QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.FileManager1"),
                                       QStringLiteral("/org/freedesktop/FileManager1"),
                                       QStringLiteral("org.freedesktop.FileManager1"),
                                       QStringLiteral("ShowItems"));
    call << QStringList{QUrl::fromLocalFile(path).toString(QUrl::FullyEncoded)} << QString();
    auto* watcher =
        new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), parent);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, parent, [watcher, path, parent] {
        watcher->deleteLater();
        const QUrl folder = QUrl::fromLocalFile(QFileInfo(path).absolutePath());
        if (watcher->isError() && !QDesktopServices::openUrl(folder))
            sayNotOpened(
                parent, QObject::tr("The desktop opened no file manager. The file is"), path);
    });
}

} // namespace ui
