// The part of ChatDatabase that writes.
#include "app/chats/chat_database.h"
#include "app/chats/store_text.h"

#include "app/chats/message_row.h"

#include <QSqlError>
#include <QVariant>

#include <algorithm>

namespace app {

namespace {

constexpr qint64 kDayMs = 24LL * 60 * 60 * 1000;
constexpr qint64 kTrashMs = 30 * kDayMs;

qint64 nowMs()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

core::Result<qint64> ChatDatabase::insertConversation(const QString& title, const QString& action)
{
    QSqlQuery query(database());
    query.prepare(QStringLiteral("INSERT INTO conversations (title, created_at, updated_at) "
                                 "VALUES (:title, :created, :updated)"));
    query.bindValue(QStringLiteral(":title"), notNull(title));
    query.bindValue(QStringLiteral(":created"), nowMs());
    query.bindValue(QStringLiteral(":updated"), nowMs());
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    return query.lastInsertId().toLongLong();
}

core::Result<qint64> ChatDatabase::insert(const Message& message, const QString& action)
{
    QSqlQuery query(database());
    prepareInsert(query, message);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    return query.lastInsertId().toLongLong();
}

core::Result<int> ChatDatabase::siblingCount(const Message& message, const QString& action)
{
    QSqlQuery query(database());
    query.prepare(QStringLiteral("SELECT count(*) FROM messages WHERE conversation_id = "
                                 ":conversation AND parent_id IS :parent"));
    query.bindValue(QStringLiteral(":conversation"), message.conversation);
    query.bindValue(QStringLiteral(":parent"), idOrNull(message.parent));
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    return query.next() ? std::max(query.value(0).toInt(), 1) : 1;
}

core::Status
ChatDatabase::setNewest(ConversationId id, MessageId message, bool isChosen, const QString& action)
{
    QSqlQuery query(database());
    query.prepare(
        QStringLiteral("UPDATE conversations SET current_leaf = coalesce(:leaf, current_leaf), "
                       "last_message = :last, updated_at = :updated WHERE id = :id"));
    query.bindValue(QStringLiteral(":leaf"), idOrNull(isChosen ? message : 0));
    query.bindValue(QStringLiteral(":last"), message);
    query.bindValue(QStringLiteral(":updated"), nowMs());
    query.bindValue(QStringLiteral(":id"), id);
    return run(query, action);
}

core::Result<Message>
ChatDatabase::append(const Message& message, const QString& newTitle, Placing placing)
{
    const QString action = StoreText::tr("The message could not be saved");
    if (const core::Status status = writable(action); !status)
        return core::fail(status.error());
    QSqlDatabase db = database();
    StoreTransaction transaction(db);
    Message stored = message;
    stored.createdAt = timeOfColumn(nowMs());
    if (stored.conversation == 0) {
        const core::Result<qint64> made = insertConversation(newTitle, action);
        if (!made)
            return core::fail(made.error());
        stored.conversation = *made;
    }
    const core::Result<qint64> id = insert(stored, action);
    if (!id)
        return core::fail(id.error());
    stored.id = *id;
    const core::Result<int> siblings = siblingCount(stored, action);
    if (!siblings)
        return core::fail(siblings.error());
    stored.siblingCount = *siblings;
    stored.siblingIndex = *siblings - 1;
    const bool isChosen = placing == Placing::Chosen || *siblings == 1;
    if (const core::Status status = setNewest(stored.conversation, *id, isChosen, action); !status)
        return core::fail(status.error());
    if (const core::Status status = commit(transaction, action); !status)
        return core::fail(status.error());
    return stored;
}

core::Status ChatDatabase::appendPiece(MessageId id, const QString& text)
{
    const QString action = StoreText::tr("The answer could not be saved");
    if (const core::Status status = writable(action); !status)
        return status;
    QSqlQuery query(database());
    query.prepare(QStringLiteral("INSERT INTO pieces (message_id, sequence, text) SELECT :id, "
                                 "coalesce(max(sequence), 0) + 1, :text FROM pieces WHERE "
                                 "message_id = :same"));
    query.bindValue(QStringLiteral(":id"), id);
    query.bindValue(QStringLiteral(":text"), notNull(text));
    query.bindValue(QStringLiteral(":same"), id);
    return run(query, action);
}

core::Status ChatDatabase::finish(const Message& message)
{
    const QString action = StoreText::tr("The answer could not be saved");
    if (const core::Status status = writable(action); !status)
        return status;
    QSqlDatabase db = database();
    StoreTransaction transaction(db);
    QSqlQuery query(db);
    prepareUpdate(query, message);
    if (const core::Status status = run(query, action); !status)
        return status;
    query.prepare(QStringLiteral("DELETE FROM pieces WHERE message_id = :id"));
    query.bindValue(QStringLiteral(":id"), message.id);
    if (const core::Status status = run(query, action); !status)
        return status;
    query.prepare(QStringLiteral("UPDATE conversations SET updated_at = :updated WHERE id = "
                                 "(SELECT conversation_id FROM messages WHERE id = :id)"));
    query.bindValue(QStringLiteral(":updated"), nowMs());
    query.bindValue(QStringLiteral(":id"), message.id);
    if (const core::Status status = run(query, action); !status)
        return status;
    query.finish();
    return commit(transaction, action);
}

core::Result<Message> ChatDatabase::resume(MessageId id)
{
    const QString action = StoreText::tr("The answer could not be continued");
    if (const core::Status status = writable(action); !status)
        return core::fail(status.error());
    core::Result<Message> message = read(id);
    if (!message)
        return message;
    message->state = MessageState::Streaming;
    message->error.clear();
    QSqlQuery query(database());
    prepareUpdate(query, *message);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    m_abandoned.removeAll(id);
    return message;
}

core::Result<ConversationPath> ChatDatabase::selectSibling(MessageId id, int step)
{
    const core::Result<Message> message = read(id);
    if (!message)
        return core::fail(message.error());
    const core::Result<ConversationTree> messages = tree(message->conversation);
    if (!messages)
        return core::fail(messages.error());
    const QList<MessageId> siblings = messages->siblingsOf(id);
    const qsizetype wanted = siblings.indexOf(id) + step;
    const MessageId chosen =
        siblings.value(std::clamp<qsizetype>(wanted, 0, siblings.size() - 1), id);
    const core::Status status = update(message->conversation,
                                       QStringLiteral("current_leaf = ?"),
                                       {messages->newestLeafBelow(chosen)},
                                       StoreText::tr("The other answer could not be chosen"));
    if (!status)
        return core::fail(status.error());
    return path(message->conversation);
}

core::Result<ConversationPath> ChatDatabase::reveal(MessageId id)
{
    const core::Result<Message> message = read(id);
    if (!message)
        return core::fail(message.error());
    core::Result<ConversationPath> shown = path(message->conversation);
    const bool isShown = shown && std::any_of(shown->messages.cbegin(),
                                              shown->messages.cend(),
                                              [id](const Message& at) { return at.id == id; });
    return !shown || isShown ? shown : selectSibling(id, 0);
}

core::Status ChatDatabase::rename(ConversationId id, const QString& title)
{
    return update(id,
                  QStringLiteral("title = ?"),
                  {notNull(title)},
                  StoreText::tr("The new title could not be saved"));
}

core::Status ChatDatabase::replaceTitle(ConversationId id, const QString& from, const QString& to)
{
    const QString action = StoreText::tr("The new title could not be saved");
    if (const core::Status status = writable(action); !status)
        return status;
    QSqlQuery query(database());
    query.prepare(
        QStringLiteral("UPDATE conversations SET title = :to WHERE id = :id AND title = :from"));
    query.bindValue(QStringLiteral(":to"), notNull(to));
    query.bindValue(QStringLiteral(":from"), notNull(from));
    query.bindValue(QStringLiteral(":id"), id);
    return run(query, action);
}

core::Status ChatDatabase::setSystemPrompt(ConversationId id, const QString& prompt)
{
    return update(id,
                  QStringLiteral("system_prompt = ?"),
                  {prompt},
                  StoreText::tr("The system prompt could not be saved"));
}

core::Status ChatDatabase::setPinned(ConversationId id, bool pinned)
{
    return update(id,
                  QStringLiteral("pinned = ?"),
                  {pinned ? 1 : 0},
                  StoreText::tr("The pin could not be saved"));
}

core::Status ChatDatabase::setArchived(ConversationId id, bool archived)
{
    return update(id,
                  QStringLiteral("archived = ?"),
                  {archived ? 1 : 0},
                  StoreText::tr("The conversation could not be moved"));
}

core::Status ChatDatabase::setFolder(ConversationId id, const QString& folder)
{
    return update(id,
                  QStringLiteral("folder = ?"),
                  {notNull(folder.simplified())},
                  StoreText::tr("The conversation could not be moved"));
}

core::Status ChatDatabase::setTags(ConversationId id, const QStringList& tags)
{
    return update(id,
                  QStringLiteral("tags = ?"),
                  {notNull(tagsColumn(tags))},
                  StoreText::tr("The tags could not be saved"));
}

core::Status ChatDatabase::renameFolder(const QString& from, const QString& to)
{
    const QString action = StoreText::tr("The folder could not be renamed");
    if (const core::Status status = writable(action); !status)
        return status;
    if (from.isEmpty())
        return {};
    QSqlQuery query(database());
    query.prepare(QStringLiteral("UPDATE conversations SET folder = :to WHERE folder = :from"));
    query.bindValue(QStringLiteral(":to"), notNull(to.simplified()));
    query.bindValue(QStringLiteral(":from"), from);
    return run(query, action);
}

core::Status ChatDatabase::setDeleted(ConversationId id, bool deleted)
{
    return update(id,
                  QStringLiteral("deleted_at = ?"),
                  {idOrNull(deleted ? nowMs() : 0)},
                  deleted ? StoreText::tr("The conversation could not be deleted")
                          : StoreText::tr("The conversation could not be restored"));
}

core::Status ChatDatabase::purge(const QList<ConversationId>& ids)
{
    const QString action = StoreText::tr("The trash could not be emptied");
    if (const core::Status status = writable(action); !status)
        return status;
    if (ids.isEmpty())
        return {};
    QSqlDatabase db = database();
    // Cascades go down a chain of messages one level each, and SQLite stops at 1,000 levels.
    QSqlQuery(db).exec(QStringLiteral("PRAGMA foreign_keys = OFF"));
    const auto deleteAll = [&]() -> core::Status {
        StoreTransaction transaction(db);
        QSqlQuery query(db);
        for (const ConversationId id : ids) {
            for (const char* statement :
                 {"DELETE FROM pieces WHERE message_id IN (SELECT m.id FROM messages m JOIN "
                  "conversations c ON c.id = m.conversation_id WHERE c.id = :id AND c.deleted_at "
                  "IS NOT NULL)",
                  "DELETE FROM token_odds WHERE message_id IN (SELECT m.id FROM messages m JOIN "
                  "conversations c ON c.id = m.conversation_id WHERE c.id = :id AND c.deleted_at "
                  "IS NOT NULL)",
                  "DELETE FROM messages WHERE conversation_id IN (SELECT id FROM conversations "
                  "WHERE id = :id AND deleted_at IS NOT NULL)",
                  "DELETE FROM conversations WHERE id = :id AND deleted_at IS NOT NULL"}) {
                query.prepare(QLatin1String(statement));
                query.bindValue(QStringLiteral(":id"), id);
                if (const core::Status status = run(query, action); !status)
                    return status;
            }
        }
        query.finish();
        return commit(transaction, action);
    };
    const core::Status status = deleteAll();
    QSqlQuery(db).exec(QStringLiteral("PRAGMA foreign_keys = ON"));
    return status;
}

core::Status ChatDatabase::update(ConversationId id,
                                  const QString& assignments,
                                  const QVariantList& values,
                                  const QString& action)
{
    if (const core::Status status = writable(action); !status)
        return status;
    QSqlQuery query(database());
    query.prepare(QStringLiteral("UPDATE conversations SET %1 WHERE id = ?").arg(assignments));
    for (const QVariant& value : values)
        query.addBindValue(value);
    query.addBindValue(id);
    if (const core::Status status = run(query, action); !status)
        return status;
    if (query.numRowsAffected() == 0) {
        return core::fail(core::Error{core::ErrorCode::NotFound,
                                      StoreText::tr("%1: the conversation is not there any more.")
                                          .arg(action)
                                          .toStdString()});
    }
    return {};
}

core::Result<QList<MessageId>> ChatDatabase::runningAnswers()
{
    const QString action = StoreText::tr("The unfinished answers could not be read");
    QList<MessageId> running;
    QSqlQuery query(database());
    query.prepare(QStringLiteral("SELECT id FROM messages WHERE state = 'streaming'"));
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    while (query.next())
        running.append(query.value(0).toLongLong());
    if (query.lastError().isValid())
        return core::fail(errorOf(query, action));
    return running;
}

core::Status ChatDatabase::endAbandonedAnswers()
{
    while (!m_abandoned.isEmpty()) {
        core::Result<Message> message = read(m_abandoned.first());
        if (message) { // else it hides only itself
            message->state = MessageState::Stopped;
            if (const core::Status status = finish(*message); !status)
                return status;
        }
        m_abandoned.removeFirst();
    }
    return {};
}

core::Status ChatDatabase::purgeOldTrash()
{
    const QString action = StoreText::tr("The trash could not be emptied");
    QList<ConversationId> old;
    QSqlQuery query(database());
    query.prepare(QStringLiteral("SELECT id FROM conversations WHERE deleted_at < :before"));
    query.bindValue(QStringLiteral(":before"), nowMs() - kTrashMs);
    if (const core::Status status = run(query, action); !status)
        return status;
    while (query.next())
        old.append(query.value(0).toLongLong());
    query.finish();
    return purge(old);
}

} // namespace app
