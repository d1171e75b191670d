// The part of ChatDatabase that takes whole conversations out and in.
#include "app/chats/chat_database.h"
#include "app/chats/store_text.h"

#include "app/chats/message_row.h"

#include <QHash>
#include <QSqlError>
#include <QVariant>

#include <algorithm>
#include <utility>

namespace app {

namespace {

QVariant timeColumn(const QDateTime& time)
{
    return time.isValid() ? time.toMSecsSinceEpoch() : QDateTime::currentMSecsSinceEpoch();
}

// In front of the first conversation of the list that is not newer: on top with a message of its
// own, else with the place of that one, where dates decide. placed: ascending, by time.
qint64 placeFor(qint64 updatedMs, qint64 ownMessage, const QList<PlacedConversation>& placed)
{
    const auto newer = std::upper_bound(
        placed.begin(), placed.end(), updatedMs, [](qint64 time, const PlacedConversation& at) {
            return time < at.updatedMs;
        });
    if (newer == placed.end())
        return ownMessage;
    return newer == placed.begin() ? 0 : std::prev(newer)->lastMessage;
}

} // namespace

core::Result<QList<ConversationRecord>> ChatDatabase::records(QList<ConversationId> ids,
                                                              bool withOdds)
{
    if (ids.isEmpty()) {
        const core::Result<QList<ConversationSummary>> all = conversations();
        if (!all)
            return core::fail(all.error());
        for (auto summary = all->crbegin(); summary != all->crend(); ++summary)
            ids.append(summary->id);
    }
    QList<ConversationRecord> found;
    for (const ConversationId id : std::as_const(ids)) {
        core::Result<ConversationRecord> one = record(id, withOdds);
        if (one)
            found.append(std::move(*one));
        else if (ids.size() == 1)
            return core::fail(one.error());
    }
    return found;
}

core::Result<ConversationRecord> ChatDatabase::record(ConversationId id, bool withOdds)
{
    const QString action = StoreText::tr("The conversation could not be read");
    QSqlQuery query(database());
    query.setForwardOnly(true);
    query.prepare(QStringLiteral("SELECT title, system_prompt, pinned, archived, folder, tags, "
                                 "created_at, updated_at, current_leaf FROM conversations WHERE "
                                 "id = :id"));
    query.bindValue(QStringLiteral(":id"), id);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    if (!query.next())
        return core::fail(
            core::Error{core::ErrorCode::NotFound,
                        StoreText::tr("The conversation is not there any more; choose another one.")
                            .toStdString()});
    ConversationRecord result;
    result.title = query.value(0).toString();
    result.systemPrompt = query.value(1).toString();
    result.pinned = query.value(2).toBool();
    result.archived = query.value(3).toBool();
    result.folder = query.value(4).toString();
    if (const QString tags = query.value(5).toString(); !tags.isEmpty())
        result.tags = tags.split(u'\n');
    result.createdAt = timeOfColumn(query.value(6));
    result.updatedAt = timeOfColumn(query.value(7));
    const MessageId leaf = query.value(8).toLongLong();

    query.prepare(
        QStringLiteral("SELECT id FROM messages WHERE conversation_id = :id ORDER BY id"));
    query.bindValue(QStringLiteral(":id"), id);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    QHash<MessageId, MessageId> numberOf;
    while (query.next()) {
        const MessageId at = query.value(0).toLongLong();
        core::Result<Message> message = read(at);
        if (!message)
            message = unreadableMessage(at, id); // takes nothing else with it
        if (message->state == MessageState::Streaming)
            message->state = MessageState::Stopped;
        const MessageId number = result.messages.size() + 1;
        numberOf.insert(message->id, number);
        if (withOdds) {
            core::Result<QList<OddsRun>> runs = odds(message->id);
            if (runs && !runs->isEmpty())
                result.odds.insert(number, std::move(*runs));
        }
        message->id = number;
        message->parent = numberOf.value(message->parent);
        message->conversation = 0;
        result.messages.append(*message);
    }
    result.currentLeaf = numberOf.value(leaf, result.messages.size());
    result.context = contextPlan(id);
    result.context.end = numberOf.value(result.context.end);
    return result;
}

core::Status ChatDatabase::import(const QList<ConversationRecord>& records)
{
    const QString action = StoreText::tr("The conversations could not be imported");
    if (const core::Status status = writable(action); !status)
        return status;
    QSqlDatabase db = database();
    StoreTransaction transaction(db);
    const core::Result<QList<PlacedConversation>> placed = places(action);
    if (!placed)
        return core::fail(placed.error());
    qint64 latestMs = 0; // keeps records in their order, also where a clock went back
    for (const ConversationRecord& record : records) {
        qint64 updatedMs = timeColumn(record.updatedAt).toLongLong();
        if (record.updatedAt.isValid())
            updatedMs = latestMs = std::max(latestMs, updatedMs);
        const auto place = [&](MessageId newest) { return placeFor(updatedMs, newest, *placed); };
        if (const core::Status status = importRecord(record, place, action); !status)
            return status;
    }
    return commit(transaction, action);
}

core::Result<QList<PlacedConversation>> ChatDatabase::places(const QString& action)
{
    QSqlQuery query(database());
    query.setForwardOnly(true);
    query.prepare(QStringLiteral("SELECT updated_at, max(last_message) OVER (ORDER BY updated_at) "
                                 "FROM conversations ORDER BY updated_at"));
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    QList<PlacedConversation> placed;
    while (query.next())
        placed.append({query.value(0).toLongLong(), query.value(1).toLongLong()});
    return placed;
}

core::Status ChatDatabase::importRecord(const ConversationRecord& record,
                                        const std::function<qint64(MessageId)>& place,
                                        const QString& action)
{
    const core::Result<qint64> conversation = insertConversation(record.title, action);
    if (!conversation)
        return core::fail(conversation.error());
    QHash<MessageId, MessageId> idOf;
    MessageId newest = 0;
    for (Message message : record.messages) {
        const MessageId number = message.id;
        message.conversation = *conversation;
        message.parent = idOf.value(message.parent);
        if (!message.createdAt.isValid())
            message.createdAt =
                record.createdAt.isValid() ? record.createdAt : QDateTime::currentDateTimeUtc();
        const core::Result<qint64> id = insert(message, action);
        if (!id)
            return core::fail(id.error());
        newest = *id;
        idOf.insert(number, newest);
        if (const core::Status status = insertOdds(newest, record.odds.value(number), action);
            !status)
            return status;
    }
    QSqlQuery query(database());
    query.prepare(QStringLiteral(
        "UPDATE conversations SET system_prompt = :prompt, pinned = :pinned, archived = :archived, "
        "folder = :folder, tags = :tags, created_at = :created, updated_at = :updated, "
        "current_leaf = :leaf, last_message = :last WHERE id = :id"));
    query.bindValue(QStringLiteral(":prompt"), record.systemPrompt);
    query.bindValue(QStringLiteral(":pinned"), record.pinned ? 1 : 0);
    query.bindValue(QStringLiteral(":archived"), record.archived ? 1 : 0);
    query.bindValue(QStringLiteral(":folder"), notNull(record.folder.simplified()));
    query.bindValue(QStringLiteral(":tags"), notNull(tagsColumn(record.tags)));
    query.bindValue(QStringLiteral(":created"), timeColumn(record.createdAt));
    query.bindValue(QStringLiteral(":updated"), timeColumn(record.updatedAt));
    query.bindValue(QStringLiteral(":leaf"), idOf.value(record.currentLeaf, newest));
    query.bindValue(QStringLiteral(":last"), place(newest));
    query.bindValue(QStringLiteral(":id"), *conversation);
    if (const core::Status status = run(query, action); !status)
        return status;
    ContextPlan plan = record.context;
    plan.end = idOf.value(plan.end);
    return plan == ContextPlan() ? core::Status() : setContextPlan(*conversation, plan);
}

} // namespace app
