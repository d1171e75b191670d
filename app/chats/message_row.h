// One row of the table of messages: how a Message is written to it and read back.
#pragma once

#include "app/chats/chat_types.h"

#include <QSqlQuery>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <optional>

namespace app {

// Enumerators are stored by name: a reader of the file understands them, and a new one moves none.
QString roleColumn(core::Role role);
QString stateColumn(MessageState state);
std::optional<core::Role> roleOfColumn(const QString& name);
std::optional<MessageState> stateOfColumn(const QString& name);

QString notNull(const QString& text);        // Qt binds a null string as NULL
QVariant idOrNull(qint64 id);                // NULL for 0
QString tagsColumn(const QStringList& tags); // cleaned and sorted
QDateTime timeOfColumn(const QVariant& milliseconds);

// The columns that messageOfRow() reads: "SELECT <messageColumns()> FROM messages".
QString messageColumns();
// Prepares the insertion of message with its conversation, parent and createdAt; its id is ignored.
void prepareInsert(QSqlQuery& query, const Message& message);
// Prepares the replacement of what an answer ends with: text, state, error, stats, model, settings.
void prepareUpdate(QSqlQuery& query, const Message& message);
// The present row of a query on messageColumns(). Where its role or state makes no sense, they are
// guessed, and the message's error says so.
Message messageOfRow(const QSqlQuery& query);
// Stands for one that cannot be read.
Message unreadableMessage(MessageId id, ConversationId conversation);

} // namespace app
