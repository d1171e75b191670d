// The part of ChatController that exports and imports.
#include "app/chats/chat_store.h"
#include "app/chats/exchange/import.h"
#include "app/chats/exchange/json_format.h"
#include "app/chats/exchange/text_export.h"
#include "app/conversation/chat_controller.h"
#include "app/threads/run_in_background.h"

#include <QSaveFile>

#include <utility>

namespace app {

namespace {

QByteArray document(const QList<ConversationRecord>& records, ExportFormat format)
{
    switch (format) {
    case ExportFormat::Json:
        return toJson(records);
    case ExportFormat::Html:
        return toHtml(records).toUtf8();
    case ExportFormat::Markdown:
        break;
    }
    QStringList texts;
    for (const ConversationRecord& record : records)
        texts.append(toMarkdown(record));
    return texts.join(QStringLiteral("\n---\n\n")).toUtf8();
}

// Whole or not at all. Returns what went wrong, empty where nothing did.
QString write(const QString& path, const QByteArray& content)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.commit())
        return QString();
    return ChatController::tr("The conversations could not be exported to %1: %2. Choose another "
                              "place, or make room there.")
        .arg(path, file.errorString());
}

} // namespace

void ChatController::exportConversations(const QList<ConversationId>& ids,
                                         ExportFormat format,
                                         const QString& file)
{
    m_store.records(
        ids, this, [this, format, file](const core::Result<QList<ConversationRecord>>& records) {
            if (!records) {
                emit errorOccurred(QString::fromStdString(records.error().message));
                return;
            }
            runInBackground(
                m_files,
                [records = *records, format, file] {
                    return write(file, document(records, format));
                },
                this,
                [this, file, count = records->size()](const QString& error) {
                    if (error.isEmpty())
                        emit exportFinished(file, static_cast<int>(count));
                    else
                        emit errorOccurred(error);
                });
        });
}

void ChatController::previewImport(const QStringList& paths)
{
    runInBackground(
        m_files,
        [paths] { return readImport(paths); },
        this,
        [this](const ImportPreview& preview) { emit importPreviewed(preview); });
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
