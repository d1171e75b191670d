// What the model is given to read, and how a conversation gets its name. Pure functions.
#pragma once

#include "app/chats/chat_types.h"
#include "core/prompt/chat_message.h"

#include <QList>
#include <QString>

namespace app {

// The messages of a path for the chat template. Answers without text are left out, and what a
// person wrote twice in a row (because an answer failed) becomes one message, since many templates
// insist that the roles take turns.
core::ChatPrompt promptFor(const QString& systemPrompt, const QList<Message>& path);

// The first line of text that is not blank, as a title of at most about 48 characters.
QString titleFor(const QString& text);

// An answer without the reasoning that some models write before it, "<think>…</think>".
QString withoutThoughts(const QString& answer);

} // namespace app
