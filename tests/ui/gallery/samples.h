// What the pictures show: conversations, their list, and tokens of an answer.
#pragma once

#include "app/chats/chat_types.h"
#include "app/chats/token_odds.h"

#include <QList>

namespace gallery {

app::Message message(app::MessageId id, core::Role role, const QString& text);
QList<app::Message> conversation();
QList<app::Message> conversationWithFormulas();
QList<app::Message> conversationWithMarks(); // references, alerts and tags
QList<app::ConversationSummary> summaries();
// Another answer to the last message of conversation().
app::Message secondAnswer();
// Tokens such as a model might have been more or less certain of.
QList<app::PlacedToken> tokensOf(const QString& text);

} // namespace gallery
