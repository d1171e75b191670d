// What is shown of a conversation, from the first message to the last, as a document for people.
// Pure functions.
#pragma once

#include "app/chats/exchange/conversation_record.h"

#include <QString>

namespace app {

QString toMarkdown(const ConversationRecord& record);

// One page that needs nothing else: no script, no picture, no address. Code blocks are set apart;
// other Markdown is left as it was written.
QString toHtml(const QList<ConversationRecord>& records);

} // namespace app
