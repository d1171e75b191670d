// The part of ChatDatabase that keeps what has been written and not been sent.
#include "app/chats/chat_database.h"
#include "app/chats/store_text.h"

namespace app {

const ChatDatabase::UnsentTable ChatDatabase::kDrafts{"drafts", "conversation_id", "conversations"};
const ChatDatabase::UnsentTable ChatDatabase::kEdits{"edits", "message_id", "messages"};

core::Result<QHash<qint64, QString>> ChatDatabase::unsent(const UnsentTable& table)
{
    QSqlQuery query(database());
    query.setForwardOnly(true);
    query.prepare(QStringLiteral("SELECT %1, text FROM %2")
                      .arg(QLatin1String(table.key), QLatin1String(table.name)));
    const QString action = StoreText::tr("What was written and not sent could not be read");
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    QHash<qint64, QString> texts;
    while (query.next())
        texts.insert(query.value(0).toLongLong(), query.value(1).toString());
    return texts;
}

core::Status ChatDatabase::setUnsent(const UnsentTable& table, qint64 id, const QString& text)
{
    const QLatin1String name(table.name), key(table.key), owners(table.owners);
    const QString action = StoreText::tr("What is being written could not be saved");
    if (const core::Status status = writable(action); !status)
        return status;
    QSqlQuery query(database());
    if (text.isEmpty()) {
        query.prepare(QStringLiteral("DELETE FROM %1 WHERE %2 = :id").arg(name, key));
    } else {
        // It may come after its owner has gone, and nothing would ever delete it then.
        query.prepare(QStringLiteral("INSERT OR REPLACE INTO %1 (%2, text) SELECT :id, :text "
                                     "WHERE :id = 0 OR EXISTS (SELECT 1 FROM %3 WHERE id = :id)")
                          .arg(name, key, owners));
        query.bindValue(QStringLiteral(":text"), text);
    }
    query.bindValue(QStringLiteral(":id"), id);
    return run(query, action);
}

core::Result<QHash<ConversationId, QString>> ChatDatabase::drafts()
{
    return unsent(kDrafts);
}

core::Status ChatDatabase::setDraft(ConversationId id, const QString& text)
{
    return setUnsent(kDrafts, id, text);
}

core::Result<QHash<MessageId, QString>> ChatDatabase::edits()
{
    return unsent(kEdits);
}

core::Status ChatDatabase::setEdit(MessageId id, const QString& text)
{
    return setUnsent(kEdits, id, text);
}

} // namespace app
