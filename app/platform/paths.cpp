#include "app/platform/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QStandardPaths>

namespace app {

namespace {

constexpr char kFolder[] = "/fireside";

// A sub-folder of $FIRESIDE_DATA_DIR where that is set, else Fireside's folder in an XDG location.
QString folder(QStandardPaths::StandardLocation location, const char* below)
{
    const QString root = qEnvironmentVariable("FIRESIDE_DATA_DIR");
    if (!root.isEmpty())
        return QDir::cleanPath(QDir(root).absoluteFilePath(QLatin1String(below)));
    return QStandardPaths::writableLocation(location) + QLatin1String(kFolder);
}

QString ownModelDir()
{
    return dataDir() + QStringLiteral("/models");
}

} // namespace

QString dataDir()
{
    return folder(QStandardPaths::GenericDataLocation, "data");
}

QString cacheDir()
{
    return folder(QStandardPaths::GenericCacheLocation, "cache");
}

QString computedDir()
{
    return cacheDir() + QStringLiteral("/computed");
}

QString quantisedDir()
{
    return cacheDir() + QStringLiteral("/quantised");
}

QString chatStorePath()
{
    return dataDir() + QStringLiteral("/chats.sqlite");
}

QString settingsPath()
{
    return folder(QStandardPaths::GenericConfigLocation, "config") +
           QStringLiteral("/settings.ini");
}

QString ownWordsPath()
{
    return folder(QStandardPaths::GenericConfigLocation, "config") + QStringLiteral("/words.txt");
}

QString logFilePath()
{
    return dataDir() + QStringLiteral("/fireside.log");
}

QStringList modelDirs()
{
    QStringList dirs{ownModelDir(), cacheDir() + QStringLiteral("/models")};
    dirs += installedModelDirs();
    dirs.removeDuplicates();
    return dirs;
}

QStringList installedModelDirs()
{
    QStringList dirs;
    // Installed as PREFIX/bin/fireside and PREFIX/share/fireside.
    if (QCoreApplication::instance() != nullptr) {
        dirs.append(QDir::cleanPath(QCoreApplication::applicationDirPath() +
                                    QStringLiteral("/../share/fireside/models")));
    }
    dirs.append(QStringLiteral("/usr/share/fireside/models"));
    dirs.removeAll(ownModelDir()); // it is, where the program is installed for one person
    return dirs;
}

QStringList dictionaryDirs()
{
    QStringList dirs;
    for (const QString& dir :
         QStandardPaths::standardLocations(QStandardPaths::GenericDataLocation))
        dirs << dir + QStringLiteral("/hunspell");
    return dirs;
}

} // namespace app
