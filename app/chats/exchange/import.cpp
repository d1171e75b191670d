#include "app/chats/exchange/import.h"

#include "app/chats/exchange/foreign_json.h"
#include "app/chats/exchange/gpt4all_format.h"
#include "app/chats/exchange/json_format.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace app {

namespace {

constexpr qint64 kMaxFileBytes = qint64(1) << 30;
constexpr int kMaxFiles = 20000;

bool readConversation(const QJsonObject& object, ImportPreview& preview)
{
    if (isOwnFormat(object)) {
        readOwnFormat(object, preview);
        return true;
    }
    return readChatGpt(object, preview) || readOpenWebUi(object, preview) ||
           readLlamaServer(object, preview) || readLmStudio(object, preview);
}

QString unknown(const QString& name)
{
    return QStringLiteral("%1: expected exported conversations, found another format.").arg(name);
}

void readDocument(const QJsonDocument& document, const QString& name, ImportPreview& preview)
{
    if (document.isObject()) {
        if (!readConversation(document.object(), preview))
            preview.problems.append(unknown(name));
        return;
    }
    const QJsonArray entries = document.array();
    int notRead = 0;
    for (const QJsonValue& entry : entries)
        notRead += readConversation(entry.toObject(), preview) ? 0 : 1;
    if (notRead == entries.size())
        preview.problems.append(unknown(name));
    else if (notRead > 0)
        preview.problems.append(QStringLiteral("%1: %2 of %3 entries are no conversations.")
                                    .arg(name)
                                    .arg(notRead)
                                    .arg(entries.size()));
}

// A conversation on each line, or Jan's messages of one.
void readLines(const QByteArray& content, const QString& name, ImportPreview& preview)
{
    QList<QJsonObject> janMessages;
    int notRead = 0;
    int read = 0;
    const QList<QByteArray> lines = content.split('\n');
    for (const QByteArray& line : lines) {
        if (line.trimmed().isEmpty())
            continue;
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        if (isJanMessage(object))
            janMessages.append(object);
        else if (object.isEmpty() || !readConversation(object, preview))
            ++notRead;
        else
            ++read;
    }
    if (!janMessages.isEmpty()) {
        QJsonObject thread;
        QFile beside(QFileInfo(name).absolutePath() + QStringLiteral("/thread.json"));
        if (beside.open(QIODevice::ReadOnly))
            thread = QJsonDocument::fromJson(beside.readAll()).object();
        readJan(thread, janMessages, QFileInfo(name).absoluteDir().dirName(), preview);
    }
    if (read == 0 && janMessages.isEmpty())
        preview.problems.append(unknown(name));
    else if (notRead > 0)
        preview.problems.append(
            QStringLiteral("%1: %2 lines cannot be read.").arg(name).arg(notRead));
}

QStringList filesOf(const QStringList& paths, ImportPreview& preview)
{
    QStringList files;
    for (const QString& path : paths) {
        if (!QFileInfo(path).isDir()) {
            files.append(path);
            continue;
        }
        QDirIterator below(
            path,
            {QStringLiteral("*.json"), QStringLiteral("*.jsonl"), QStringLiteral("*.chat")},
            QDir::Files,
            QDirIterator::Subdirectories);
        QStringList found;
        while (below.hasNext() && found.size() < kMaxFiles)
            found.append(below.next());
        if (below.hasNext())
            preview.problems.append(QStringLiteral("%1: only the first %2 files were looked at.")
                                        .arg(path)
                                        .arg(kMaxFiles));
        found.sort();
        files += found;
    }
    return files;
}

} // namespace

bool readImportFile(const QByteArray& content, const QString& name, ImportPreview& preview)
{
    if (isGpt4AllChat(content)) {
        readGpt4AllChat(content, name, preview);
        return false;
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(content, &error);
    if (!document.isNull() && !isJanMessage(document.object())) {
        readDocument(document, name, preview);
        return isOwnFormat(document.object());
    }
    const QByteArray firstLine = content.left(content.indexOf('\n')).trimmed();
    if (!firstLine.isEmpty() && !QJsonDocument::fromJson(firstLine).isNull()) {
        readLines(content, name, preview);
        return false;
    }
    preview.problems.append(
        QStringLiteral("%1: expected JSON, found something else at byte %2 (%3).")
            .arg(name)
            .arg(error.offset)
            .arg(error.errorString()));
    return false;
}

ImportPreview readImport(const QStringList& paths)
{
    ImportPreview preview;
    const QStringList files = filesOf(paths, preview);
    const bool isOneFile = files.size() == 1;
    bool isInOrder = isOneFile;
    for (const QString& path : files) {
        const QFileInfo info(path);
        // Jan's description of a thread is read with its messages.
        if (!isOneFile && info.fileName() == QLatin1String("thread.json"))
            continue;
        QFile file(path);
        // No pipes and devices: they might never end.
        if (!info.isFile() || info.size() > kMaxFileBytes || !file.open(QIODevice::ReadOnly)) {
            preview.problems.append(
                QStringLiteral("%1: expected a file of at most 1 GiB that can be read.").arg(path));
            continue;
        }
        isInOrder = readImportFile(file.readAll(), path, preview) && isInOrder;
    }
    if (isInOrder)
        return preview;
    std::stable_sort(preview.conversations.begin(),
                     preview.conversations.end(),
                     [](const ConversationRecord& a, const ConversationRecord& b) {
                         return a.updatedAt < b.updatedAt;
                     });
    return preview;
}

} // namespace app
