#include "app/chats/exchange/import.h"

#include "app/chats/exchange/foreign_json.h"
#include "app/chats/exchange/gpt4all_format.h"
#include "app/chats/exchange/import_archive.h"
#include "app/chats/exchange/import_text.h"
#include "app/chats/exchange/json_format.h"
#include "app/chats/exchange/tree_builder.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>
#include <utility>

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
    return ImportText::tr("%1 is not an export of conversations that can be read back; expected "
                          "Fireside's own as JSON, or one of ChatGPT, LM Studio, GPT4All, Jan, "
                          "Open WebUI or llama-server.")
        .arg(name);
}

// Then it was meant to be some.
bool beginsAsJson(const QByteArray& content)
{
    const QByteArray start = content.left(64).trimmed();
    return start.startsWith('{') || start.startsWith('[');
}

// The title and the tree of messages in short. Times, models and numbers of tokens are not in it:
// not every format has them. Nor is the order of writing, which a file that was read has lost.
QByteArray digest(const ConversationRecord& record)
{
    TreeBuilder tree;
    for (const Message& message : record.messages)
        tree.add(QString::number(message.id), QString::number(message.parent), message);
    ConversationRecord ordered;
    tree.build({}, ordered);
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << record.title;
    for (const Message& message : std::as_const(ordered.messages))
        out << qint64(message.parent) << int(message.role) << message.text;
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
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
        preview.problems.append(ImportText::tr("%1: %2 of %3 entries are no conversations.")
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
            ImportText::tr("%1: %2 lines cannot be read.").arg(name).arg(notRead));
}

// What is in it is not unpacked further.
void readArchive(const QByteArray& content, const QString& name, ImportPreview& preview)
{
    const auto files = conversationsIn(content, name, kMaxFileBytes);
    if (!files)
        preview.problems.append(QString::fromStdString(files.error().message));
    for (const QByteArray& file : files.value_or(QList<QByteArray>()))
        readImportFile(file, name, preview);
    preview.problems.removeDuplicates(); // they name the archive, which may have 100,000 files
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
            preview.problems.append(ImportText::tr("%1: only the first %2 files were looked at.")
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
        beginsAsJson(content)
            ? ImportText::tr("%1 is damaged or was saved only in part: it cannot be read from byte "
                             "%2 on; export it again.")
                  .arg(name)
                  .arg(error.offset)
            : unknown(name));
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
                ImportText::tr("%1: expected a file of at most 1 GiB that can be read.").arg(path));
            continue;
        }
        const QByteArray content = file.readAll();
        if (isArchive(content)) {
            readArchive(content, path, preview);
            isInOrder = false;
        } else {
            isInOrder = readImportFile(content, path, preview) && isInOrder;
        }
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

void setApart(ImportPreview& preview, const QList<ConversationRecord>& stored)
{
    QSet<QByteArray> known;
    for (const ConversationRecord& record : stored)
        known.insert(digest(record));
    QList<ConversationRecord> others;
    for (const ConversationRecord& record : std::as_const(preview.conversations))
        (known.contains(digest(record)) ? preview.present : others).append(record);
    preview.conversations = others;
}

} // namespace app
