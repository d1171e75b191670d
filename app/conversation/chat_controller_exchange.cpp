// The part of ChatController that exports and imports.
#include "app/chats/chat_store.h"
#include "app/chats/exchange/import.h"
#include "app/chats/exchange/json_format.h"
#include "app/chats/exchange/text_export.h"
#include "app/conversation/chat_controller.h"
#include "app/threads/run_in_background.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <utility>

namespace app {

namespace {

QByteArray markdownOf(const QList<ConversationRecord>& records)
{
    QStringList texts;
    for (const ConversationRecord& record : records)
        texts.append(toMarkdown(record));
    return texts.join(QStringLiteral("\n---\n\n")).toUtf8();
}

QByteArray plainHtmlOf(const QList<ConversationRecord>& records)
{
    return toHtml(records, escapedText).toUtf8();
}

// Whole or not at all. Returns what went wrong, empty where nothing did.
QString write(const QString& path, const QByteArray& content)
{
    QSaveFile file(path);
    if (!QFileInfo(path).dir().exists())
        return ChatController::tr("%1 could not be written, because its folder is not there. "
                                  "Choose another place.")
            .arg(path);
    if (!file.open(QIODevice::WriteOnly))
        return ChatController::tr("%1 could not be written: %2. Choose another place.")
            .arg(path, file.errorString());
    if (file.write(content) == content.size() && file.commit())
        return QString();
    return ChatController::tr("%1 could not be written: %2. Choose another place, or make room "
                              "there.")
        .arg(path, file.errorString());
}

} // namespace

void ChatController::setExporter(ExportFormat format, Exporter exporter)
{
    m_exporters[format] = std::move(exporter);
}

void ChatController::addOwnExporters()
{
    setExporter(ExportFormat::Json, toJson);
    setExporter(ExportFormat::Markdown, markdownOf);
    setExporter(ExportFormat::Html, plainHtmlOf);
}

void ChatController::readConversations(const QList<ConversationId>& ids,
                                       QObject* context,
                                       std::function<void(const QList<ConversationRecord>&)> reply,
                                       bool withOdds)
{
    m_store.records(
        ids,
        context,
        [this, reply = std::move(reply)](const core::Result<QList<ConversationRecord>>& records) {
            if (records)
                reply(*records);
            else
                emit errorOccurred(QString::fromStdString(records.error().message));
        },
        withOdds);
}

void ChatController::exportConversations(const QList<ConversationId>& ids,
                                         ExportFormat format,
                                         const QString& file)
{
    const auto exporter = m_exporters.find(format);
    if (exporter == m_exporters.end()) {
        emit errorOccurred(tr("Fireside cannot write this format here; choose another one."));
        return;
    }
    const auto writeRecords =
        [this, exporter = exporter->second, file](const QList<ConversationRecord>& records) {
            runInBackground(
                m_files,
                [records, exporter, file] { return write(file, exporter(records)); },
                this,
                [this, file, count = records.size()](const QString& error) {
                    if (error.isEmpty())
                        emit exportFinished(file, static_cast<int>(count));
                    else
                        emit errorOccurred(error);
                });
        };
    // Of all conversations they would be many times the rest.
    const bool withOdds = format == ExportFormat::Json && !ids.isEmpty();
    readConversations(ids, this, writeRecords, withOdds);
}

void ChatController::previewImport(const QStringList& paths)
{
    const auto preview = [this, paths](const core::Result<QList<ConversationRecord>>& stored) {
        runInBackground(
            m_files,
            // A store that cannot be read keeps nothing out.
            [paths, present = stored.value_or(QList<ConversationRecord>())] {
                ImportPreview found = readImport(paths);
                setApart(found, present);
                return found;
            },
            this,
            [this](const ImportPreview& found) { emit importPreviewed(found); });
    };
    m_store.records({}, this, preview);
}

void ChatController::importConversations(const QList<ConversationRecord>& records)
{
    m_store.importRecords(
        records, this, [this, count = records.size()](const core::Status& status) {
            organised(status);
            if (status)
                emit importFinished(static_cast<int>(count));
        });
}

} // namespace app
