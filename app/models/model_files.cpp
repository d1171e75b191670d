#include "app/models/model_files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QRegularExpression>
#include <QStandardPaths>

#include <algorithm>

namespace app {

namespace {

// "NAME-00001-of-00003.gguf"
QRegularExpressionMatch partOf(const QString& fileName)
{
    static const QRegularExpression pattern(
        QStringLiteral("^(.*)-([0-9]{5})-of-([0-9]{5})\\.gguf$"),
        QRegularExpression::CaseInsensitiveOption);
    return pattern.match(fileName);
}

bool liesIn(const QString& folder, const QStringList& folders)
{
    return std::any_of(folders.begin(), folders.end(), [&folder](const QString& each) {
        const QString known = QFileInfo(each).canonicalFilePath();
        return !known.isEmpty() && (folder == known || folder.startsWith(known + u'/'));
    });
}

} // namespace

QStringList modelFiles(const QString& path)
{
    const QFileInfo info(path);
    const QRegularExpressionMatch part = partOf(info.fileName());
    if (!part.hasMatch() || !info.isFile())
        return {path};
    QStringList files;
    for (const QFileInfo& each : info.dir().entryInfoList(QDir::Files, QDir::Name)) {
        const QRegularExpressionMatch other = partOf(each.fileName());
        if (other.captured(1) == part.captured(1) && other.captured(3) == part.captured(3))
            files << each.filePath();
    }
    return files;
}

QString sizeText(qint64 bytes)
{
    const int decimals = bytes < 1'000'000'000 ? 0 : 1;
    return QLocale().formattedDataSize(bytes, decimals, QLocale::DataSizeSIFormat);
}

qint64 modelFileBytes(const QString& path)
{
    qint64 bytes = 0;
    for (const QString& file : modelFiles(path)) {
        const QFileInfo info(file);
        bytes += info.isFile() ? info.size() : 0;
    }
    return bytes;
}

bool isLaterPart(const QString& fileName)
{
    const QRegularExpressionMatch part = partOf(fileName);
    return part.hasMatch() && part.captured(2).toInt() != 1;
}

ModelRemoval
possibleRemoval(const QString& path, const QStringList& listed, const QStringList& installed)
{
    const QFileInfo folder(QFileInfo(path).absolutePath());
    const QString place = folder.canonicalFilePath();
    if (liesIn(place, installed))
        return ModelRemoval::Nothing;
    const bool isSystems =
        place.startsWith(QLatin1String("/usr/")) && !place.startsWith(QLatin1String("/usr/local/"));
    if (!isSystems && folder.isWritable())
        return ModelRemoval::Trash;
    return liesIn(place, listed) ? ModelRemoval::Nothing : ModelRemoval::Forget;
}

bool moveModelToTrash(const QString& path)
{
    // Qt 6.4 takes the working folder for the trash where it cannot make one.
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    if (!QDir().mkpath(data + QStringLiteral("/Trash")))
        return false;
    const QStringList files = modelFiles(path);
    return std::all_of(
        files.begin(), files.end(), [](const QString& file) { return QFile::moveToTrash(file); });
}

} // namespace app
