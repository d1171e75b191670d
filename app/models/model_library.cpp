#include "app/models/model_library.h"

#include "app/models/model_files.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <optional>

namespace app {

namespace {

const QLatin1String kSuffix(".gguf");
const QLatin1String kStarterFile("SmolLM2-135M-Instruct.Q4_1.gguf");

bool isModelFolder(const QFileInfo& info)
{
    return info.isDir() && QFileInfo::exists(info.filePath() + QStringLiteral("/config.json"));
}

QString withoutSuffix(const QString& name)
{
    return name.endsWith(kSuffix, Qt::CaseInsensitive) ? name.chopped(kSuffix.size()) : name;
}

std::optional<KnownModel> modelAt(const QString& path)
{
    const QFileInfo info(QDir::cleanPath(path));
    if (isModelFolder(info))
        return KnownModel{info.fileName(), info.absoluteFilePath(), 0};
    if (info.isFile() && info.fileName().endsWith(kSuffix, Qt::CaseInsensitive) &&
        !isLaterPart(info.fileName()))
        return KnownModel{withoutSuffix(info.fileName()),
                          info.absoluteFilePath(),
                          modelFileBytes(info.absoluteFilePath())};
    return std::nullopt;
}

} // namespace

ModelLibrary::ModelLibrary(const QStringList& folders, const QStringList& recent)
    : m_folders(folders)
    , m_recent(recent)
{
}

QList<KnownModel> ModelLibrary::models() const
{
    QList<KnownModel> models;
    QSet<QString> seen;
    const auto add = [&models, &seen](const QString& path) {
        const std::optional<KnownModel> model = modelAt(path);
        // The same file by two names, as a link or a folder listed twice, is one model.
        if (!model || seen.contains(QFileInfo(model->path).canonicalFilePath()))
            return;
        seen.insert(QFileInfo(model->path).canonicalFilePath());
        models.append(*model);
    };
    for (const QString& path : m_recent)
        add(path);
    const qsizetype recentCount = models.size();
    for (const QString& folder : m_folders) {
        const QFileInfoList entries =
            QDir(folder).entryInfoList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QFileInfo& entry : entries)
            add(entry.absoluteFilePath());
    }
    std::stable_sort(
        models.begin() + recentCount, models.end(), [](const KnownModel& a, const KnownModel& b) {
            return a.name.compare(b.name, Qt::CaseInsensitive) < 0;
        });
    return models;
}

QString ModelLibrary::starterModel() const
{
    const QString given = qEnvironmentVariable("FIRESIDE_STARTER_MODEL");
    if (!given.isEmpty() && QFileInfo::exists(given))
        return QFileInfo(given).absoluteFilePath();
    for (const QString& folder : m_folders) {
        const QFileInfo file(QDir(folder).filePath(kStarterFile));
        if (file.isFile())
            return file.absoluteFilePath();
    }
    return QString();
}

core::Result<QString> ModelLibrary::resolve(const QString& argument) const
{
    const QFileInfo info(argument);
    if (!argument.isEmpty() && info.isFile())
        return info.absoluteFilePath();
    if (!argument.isEmpty() && info.isDir()) {
        if (isModelFolder(info))
            return QDir::cleanPath(info.absoluteFilePath());
        return core::fail(core::ErrorCode::NotFound,
                          "{} is a folder without config.json: expected a GGUF file or a Hugging "
                          "Face model folder.",
                          argument.toStdString());
    }
    const QList<KnownModel> known = models();
    QStringList names;
    for (const KnownModel& model : known) {
        if (model.name.compare(withoutSuffix(argument), Qt::CaseInsensitive) == 0)
            return model.path;
        names.append(model.name);
    }
    const QString hint = names.isEmpty()
                             ? QStringLiteral("The library is empty; give the path of a GGUF file.")
                             : QStringLiteral("The library has: %1.").arg(names.join(u", "));
    return core::fail(core::ErrorCode::NotFound,
                      "There is no model file, folder or library name \"{}\". {}",
                      argument.toStdString(),
                      hint.toStdString());
}

} // namespace app
