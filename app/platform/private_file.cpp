#include "app/platform/private_file.h"

#include <QFile>

namespace app {

void makePrivate(const QString& path)
{
    QFile file(path);
    constexpr QFile::Permissions kOwner = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    if (file.open(QIODevice::WriteOnly | QIODevice::NewOnly, kOwner & ~QFile::ExeOwner))
        file.close();
    constexpr QFile::Permissions kOthers = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                           QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    if (const QFile::Permissions now = file.permissions(); now & kOthers)
        file.setPermissions(now & kOwner);
}

} // namespace app
