// What is shown of a conversation, from the first message to the last, as a document for people.
// Pure functions.
#pragma once

#include "app/chats/exchange/conversation_record.h"

#include <QString>

#include <functional>

namespace app {

// Of a document of these: the conversation's own where there is one.
QString documentTitle(const QList<ConversationRecord>& records);

QString toMarkdown(const ConversationRecord& record);

// Makes HTML of the Markdown of a message: everything escaped, nothing that loads or runs.
using RenderMarkdown = std::function<QString(const QString& markdown)>;
QString escapedText(const QString& markdown); // as it was written

// One page that needs nothing else: no script, no picture, nothing from elsewhere.
QString toHtml(const QList<ConversationRecord>& records, const RenderMarkdown& render);
// What stands between <body> and </body>.
QString htmlBody(const QList<ConversationRecord>& records, const RenderMarkdown& render);

} // namespace app
