// Fireside's own exchange format: everything, as JSON. README.md beside this file describes it.
#pragma once

#include "app/chats/exchange/conversation_record.h"

#include <QByteArray>
#include <QJsonObject>

namespace app {

QByteArray toJson(const QList<ConversationRecord>& records);

bool isOwnFormat(const QJsonObject& root);
// What makes no sense is left out and named in problems.
void readOwnFormat(const QJsonObject& root, ImportPreview& preview);

} // namespace app
