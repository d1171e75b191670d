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

// Makes HTML of a message's text: everything escaped, nothing that loads or runs. A model writes
// Markdown; a person means what was typed.
using RenderText = std::function<QString(core::Role role, const QString& text)>;
QString escapedText(core::Role role, const QString& text); // as it was written, whoever did

// One page that needs nothing else: no script, no picture, nothing from elsewhere.
QString toHtml(const QList<ConversationRecord>& records, const RenderText& render);

QString speakerOf(const Message& message);
// By the clock of the person, with its zone: who reads it may be elsewhere. Empty where unknown.
QString timeOf(const Message& message);

} // namespace app
