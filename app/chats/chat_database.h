// The queries of the chat store, as plain blocking calls: what ChatStore runs on its thread.
//
// Every call belongs to the one thread that called open(). Each change is one transaction and is on
// disk when the call returns; errors are one sentence for a person.
#pragma once

#include "app/chats/chat_types.h"
#include "app/chats/store_file.h"
#include "core/base/result.h"

#include <QSqlQuery>
#include <QString>

namespace app {

class ChatDatabase
{
public:
    explicit ChatDatabase(const QString& path);
    ~ChatDatabase();
    ChatDatabase(const ChatDatabase&) = delete;
    ChatDatabase& operator=(const ChatDatabase&) = delete;

    // Opens the file in whatever state it is (see openStoreFile) and ends the answers that a crash
    // left running.
    StoreOpening open();
    void close();

    core::Result<QList<ConversationSummary>> conversations();
    core::Result<ConversationPath> path(ConversationId id);
    core::Result<Message> append(const Message& message, const QString& newTitle);
    core::Status appendPiece(MessageId id, const QString& text);
    core::Status finish(const Message& message);
    core::Result<ConversationPath> selectSibling(MessageId id, int step);
    core::Status rename(ConversationId id, const QString& title);
    core::Status setSystemPrompt(ConversationId id, const QString& prompt);
    core::Status setDeleted(ConversationId id, bool deleted);

private:
    struct Node
    {
        MessageId id = 0;
        MessageId parent = 0;
    };

    QSqlDatabase database() const { return QSqlDatabase::database(m_name, /*open=*/false); }
    core::Status writable(const QString& action) const;
    core::Error errorOf(const QSqlQuery& query, const QString& action) const;
    core::Status run(QSqlQuery& query, const QString& action) const;
    core::Status commit(StoreTransaction& transaction, const QString& action) const;
    // One statement, one row or more; NotFound where none is touched.
    core::Status update(ConversationId id,
                        const QString& assignment,
                        const QVariant& value,
                        const QString& action);
    core::Result<QList<Node>> skeleton(ConversationId id); // ascending by id
    core::Result<Message> read(MessageId id);
    QString pieces(MessageId id);
    core::Status endAbandonedAnswers();

    QString m_path;
    QString m_name; // of the connection, unique in the process
    QString m_readOnlyReason;
};

} // namespace app
