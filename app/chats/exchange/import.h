// Reads conversations from files of Fireside and of other programs.
#pragma once

#include "app/chats/exchange/conversation_record.h"

#include <QByteArray>
#include <QStringList>

namespace app {

// Files, and folders with all that is below them but archives, which are often large and seldom
// meant: those are read where they are named. Stores nothing. Blocks on the disk; any thread.
// Known are Fireside's JSON, ChatGPT's conversations.json and the archive it comes in, GPT4All's
// .chat, LM Studio's .conversation.json, llama-server's JSON and JSONL, Open WebUI's JSON and Jan's
// threads.
ImportPreview readImport(const QStringList& paths);

// The same for the content of one file called name. True: its conversations come in the order of
// use already.
bool readImportFile(const QByteArray& content, const QString& name, ImportPreview& preview);

// Moves conversations that are among the stored ones, by title and messages, to preview.present.
void setApart(ImportPreview& preview, const QList<ConversationRecord>& stored);

} // namespace app
