// Conversations as other programs export them in JSON. Each reader takes one document or line,
// knows its own by shape (false: it is another one's), and names what it leaves out.
#pragma once

#include "app/chats/exchange/conversation_record.h"

#include <QJsonObject>

#include <optional>

namespace app {

// Formats with branches.
bool readChatGpt(const QJsonObject& conversation, ImportPreview& preview);
bool readOpenWebUi(const QJsonObject& conversation, ImportPreview& preview);
bool readLlamaServer(const QJsonObject& conversation, ImportPreview& preview);

// Formats without.
bool readLmStudio(const QJsonObject& conversation, ImportPreview& preview);

// Jan keeps a conversation as the file thread.json and a line for each message in messages.jsonl
// beside it.
bool isJanMessage(const QJsonObject& line);
void readJan(const QJsonObject& thread,
             const QList<QJsonObject>& messages,
             const QString& name,
             ImportPreview& preview);

// Helpers the readers share.
std::optional<core::Role> roleNamed(const QString& name); // also "human", "model", "ai"
// Seconds, milliseconds or ISO 8601; invalid where it is none of them.
QDateTime timeFrom(const QJsonValue& value);
// A text, or the texts in a list of content parts; found is set to whether there was any.
QString textOf(const QJsonValue& content, bool& found);
void addRecord(ConversationRecord record, int lostMessages, ImportPreview& preview);

} // namespace app
