// The part of Settings that nobody sets: the models, windows and folders of the last time.
#include "app/settings/settings.h"

namespace app {

namespace {

constexpr char kLastModel[] = "models/last";
constexpr char kRecentModels[] = "models/recent";
constexpr char kWindowGeometry[] = "window/geometry";
constexpr char kWindowState[] = "window/state";
constexpr char kToggledHeadings[] = "window/toggledHeadings";
constexpr char kFolders[] = "window/folders";
constexpr char kNewAnswers[] = "window/newAnswers";
// By FolderFor.
constexpr const char* kLastFolders[] = {
    "folders/conversations", "folders/attachments", "folders/models", "folders/code"};

constexpr int kMaxPathLength = 4096;

} // namespace

QString Settings::lastModelPath() const
{
    return m_file.readString(kLastModel, kMaxPathLength);
}

QStringList Settings::recentModels() const
{
    QStringList paths = m_file.stored(kRecentModels).toStringList();
    paths.removeIf(
        [](const QString& path) { return path.isEmpty() || path.size() > kMaxPathLength; });
    paths.removeDuplicates();
    return paths.mid(0, kMaxRecentModels);
}

void Settings::addKnownModel(const QString& path)
{
    if (path.isEmpty() || path.size() > kMaxPathLength)
        return;
    QStringList paths = recentModels();
    paths.removeAll(path);
    paths.prepend(path);
    writeRecentModels(paths.mid(0, kMaxRecentModels));
}

void Settings::addRecentModel(const QString& path)
{
    if (path.isEmpty() || path.size() > kMaxPathLength)
        return;
    addKnownModel(path);
    writeAndTell(Key::LastModel, kLastModel, path);
}

void Settings::removeRecentModel(const QString& path)
{
    QStringList paths = recentModels();
    paths.removeAll(path);
    writeRecentModels(paths);
    if (lastModelPath() == path)
        writeAndTell(Key::LastModel, kLastModel, QString());
}

void Settings::writeRecentModels(const QStringList& paths)
{
    if (paths == recentModels())
        return;
    m_file.replace(kRecentModels, paths);
    emit changed(Key::RecentModels);
}

QByteArray Settings::windowGeometry() const
{
    return m_file.readBytes(kWindowGeometry);
}

void Settings::setWindowGeometry(const QByteArray& geometry)
{
    writeAndTell(Key::WindowGeometry, kWindowGeometry, geometry.toBase64());
}

QByteArray Settings::windowState() const
{
    return m_file.readBytes(kWindowState);
}

void Settings::setWindowState(const QByteArray& state)
{
    writeAndTell(Key::WindowState, kWindowState, state.toBase64());
}

QStringList Settings::toggledHeadings() const
{
    return m_file.stored(kToggledHeadings).toStringList();
}

void Settings::setToggledHeadings(const QStringList& headings)
{
    writeAndTell(Key::WindowState, kToggledHeadings, headings);
}

QStringList Settings::folders() const
{
    return m_file.stored(kFolders).toStringList();
}

void Settings::setFolders(const QStringList& folders)
{
    writeAndTell(Key::Folders, kFolders, folders);
}

QList<qint64> Settings::newAnswers() const
{
    QList<qint64> conversations;
    for (const QString& id : m_file.stored(kNewAnswers).toStringList())
        conversations << id.toLongLong();
    return conversations;
}

void Settings::setNewAnswer(qint64 conversation, bool isNew)
{
    QStringList ids;
    for (const qint64 id : newAnswers()) {
        if (id != conversation)
            ids << QString::number(id);
    }
    if (isNew)
        ids << QString::number(conversation);
    writeAndTell(Key::NewAnswers, kNewAnswers, ids);
}

QString Settings::lastFolder(FolderFor purpose) const
{
    return m_file.readString(kLastFolders[int(purpose)], kMaxPathLength);
}

void Settings::setLastFolder(FolderFor purpose, const QString& path)
{
    writeAndTell(Key::LastFolder, kLastFolders[int(purpose)], path);
}

} // namespace app
