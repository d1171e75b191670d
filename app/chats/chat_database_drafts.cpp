// The part of ChatDatabase that keeps what has been written and not been sent.
#include "app/chats/chat_database.h"
#include "app/chats/store_text.h"

namespace app {

core::Result<QHash<ConversationId, QString>> ChatDatabase::drafts()
{
    QSqlQuery query(database());
    query.setForwardOnly(true);
    query.prepare(QStringLiteral("SELECT conversation_id, text FROM drafts"));
    const QString action = StoreText::tr("What was written and not sent could not be read");
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    QHash<ConversationId, QString> drafts;
    while (query.next())
        drafts.insert(query.value(0).toLongLong(), query.value(1).toString());
    return drafts;
}

core::Status ChatDatabase::setDraft(ConversationId id, const QString& text)
{
    const QString action = StoreText::tr("What is being written could not be saved");
    if (const core::Status status = writable(action); !status)
        return status;
    QSqlQuery query(database());
    if (text.isEmpty()) {
        query.prepare(QStringLiteral("DELETE FROM drafts WHERE conversation_id = :id"));
    } else {
        query.prepare(QStringLiteral(
            "INSERT OR REPLACE INTO drafts (conversation_id, text) VALUES (:id, :text)"));
        query.bindValue(QStringLiteral(":text"), text);
    }
    query.bindValue(QStringLiteral(":id"), id);
    return run(query, action);
}

} // namespace app
