// The files gpt4all-*.chat of GPT4All, versions 1 to 12.
//
//     1. magic 0xF5D553CC and version, 32 bits each
//     2. creation date, identifier, title, user name, model, collections (from 3)
//     3. before 11: the state of the engine, which is passed over
//     4. the number of messages, and each with its sources, attachments (from 10) and parts (12)
//
// A QDataStream of Qt 6, big-endian. Every count is checked against what is left of the file.
#pragma once

#include "app/chats/exchange/conversation_record.h"

#include <QByteArray>

namespace app {

bool isGpt4AllChat(const QByteArray& content);
void readGpt4AllChat(const QByteArray& content, const QString& name, ImportPreview& preview);

} // namespace app
