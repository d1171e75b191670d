// The part of ChatDatabase that takes messages out of a conversation and puts them back.
#include "app/chats/chat_database.h"
#include "app/chats/message_row.h"
#include "app/chats/store_text.h"

#include <utility>

namespace app {

namespace {

QString couldNotDelete()
{
    return StoreText::tr("The message could not be deleted");
}

} // namespace

// What goes with a message: a version with what follows it, else a question and its answers.
struct ChatDatabase::Removal
{
    MessageId top = 0;         // the first that goes
    MessageId before = 0;      // its parent
    QList<MessageId> siblings; // of top, with it
    QList<MessageId> gone;
    QHash<MessageId, MessageId> parents; // so far, of top and of those that stay and lose theirs

    bool isVersion() const { return siblings.size() > 1; }
};

core::Status ChatDatabase::setParent(MessageId id, MessageId parent, const QString& action)
{
    QSqlQuery query(database());
    query.prepare(QStringLiteral("UPDATE messages SET parent_id = :parent WHERE id = :id"));
    query.bindValue(QStringLiteral(":parent"), idOrNull(parent));
    query.bindValue(QStringLiteral(":id"), id);
    return run(query, action);
}

core::Result<MessageId> ChatDatabase::currentLeaf(ConversationId id, const QString& action)
{
    QSqlQuery query(database());
    query.prepare(QStringLiteral("SELECT current_leaf FROM conversations WHERE id = :id"));
    query.bindValue(QStringLiteral(":id"), id);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    return query.next() ? query.value(0).toLongLong() : 0;
}

core::Result<ConversationId> ChatDatabase::moveToBin(const QList<MessageId>& messages,
                                                     ConversationId from,
                                                     const QString& action)
{
    QSqlQuery query(database());
    query.prepare(QStringLiteral("SELECT title FROM conversations WHERE id = :id"));
    query.bindValue(QStringLiteral(":id"), from);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    const QString title = query.next() ? query.value(0).toString() : QString();
    const core::Result<qint64> bin =
        insertConversation(StoreText::tr("Deleted from “%1”").arg(title), action);
    if (!bin)
        return bin;
    query.prepare(QStringLiteral("UPDATE messages SET conversation_id = :bin WHERE id = :id"));
    for (const MessageId id : messages) {
        query.bindValue(QStringLiteral(":bin"), *bin);
        query.bindValue(QStringLiteral(":id"), id);
        if (const core::Status status = run(query, action); !status)
            return core::fail(status.error());
    }
    query.finish();
    if (const core::Status status = setDeleted(*bin, true); !status)
        return core::fail(status.error());
    return bin;
}

// What goes, of a conversation that is as messages says.
ChatDatabase::Removal ChatDatabase::removalOf(const Message& message,
                                              const ConversationTree& messages)
{
    Removal removal;
    removal.top = message.id;
    if (messages.siblingsOf(message.id).size() == 1 && message.role == core::Role::Assistant &&
        message.parent != 0)
        removal.top = message.parent;
    removal.siblings = messages.siblingsOf(removal.top);
    const QList<MessageId> pathToTop = messages.pathTo(removal.top);
    if (pathToTop.size() > 1)
        removal.before = pathToTop.at(pathToTop.size() - 2);
    removal.parents = {{removal.top, removal.before}};
    if (removal.isVersion()) {
        removal.gone = messages.branchFrom(removal.top);
        return removal;
    }
    removal.gone = {removal.top};
    for (const MessageId answer : messages.childrenOf(removal.top)) {
        const core::Result<Message> child = read(answer);
        if (child && child->role == core::Role::Assistant)
            removal.gone.append(answer);
    }
    for (const MessageId parent : std::as_const(removal.gone)) {
        for (const MessageId child : messages.childrenOf(parent)) {
            if (!removal.gone.contains(child))
                removal.parents.insert(child, parent);
        }
    }
    return removal;
}

// Those that stay follow what came before.
core::Status ChatDatabase::closeGap(const Removal& removal, const QString& action)
{
    core::Status status;
    for (auto child = removal.parents.cbegin(); status && child != removal.parents.cend(); ++child)
        status = setParent(child.key(), child.key() == removal.top ? 0 : removal.before, action);
    return status;
}

// The shown path ends at the version beside it, or before it.
core::Status ChatDatabase::endPathWithout(ConversationId id,
                                          const Removal& removal,
                                          const ConversationTree& messages,
                                          const QString& action)
{
    MessageId next = removal.before;
    if (removal.isVersion()) {
        const qsizetype at = removal.siblings.indexOf(removal.top);
        next = messages.newestLeafBelow(removal.siblings.at(at > 0 ? at - 1 : at + 1));
    }
    return update(id, QStringLiteral("current_leaf = ?"), {idOrNull(next)}, action);
}

core::Result<RemovedMessages> ChatDatabase::remove(MessageId id)
{
    const QString action = couldNotDelete();
    if (const core::Status status = writable(action); !status)
        return core::fail(status.error());
    const core::Result<Message> message = read(id);
    if (!message)
        return core::fail(message.error());
    const core::Result<ConversationTree> messages = tree(message->conversation);
    if (!messages)
        return core::fail(messages.error());
    const Removal removal = removalOf(*message, *messages);
    RemovedMessages removed{.conversation = message->conversation,
                            .parents = removal.parents,
                            .isVersion = removal.isVersion()};
    if (removal.gone.size() == messages->size())
        return removed; // that is the whole conversation
    QSqlDatabase db = database();
    StoreTransaction transaction(db);
    const core::Result<MessageId> leaf = currentLeaf(removed.conversation, action);
    const core::Result<ConversationId> bin = moveToBin(removal.gone, removed.conversation, action);
    if (!leaf || !bin)
        return core::fail(!leaf ? leaf.error() : bin.error());
    removed.leaf = *leaf;
    removed.bin = *bin;
    core::Status status = closeGap(removal, action);
    if (status && removal.gone.contains(*leaf))
        status = endPathWithout(removed.conversation, removal, *messages, action);
    ContextPlan plan = contextPlan(removed.conversation);
    if (status && !removed.isVersion && removal.gone.contains(plan.end)) {
        removed.contextEnd = std::exchange(plan.end, removal.before);
        status = setContextPlan(removed.conversation, plan);
    }
    if (status)
        status = commit(transaction, action);
    if (!status)
        return core::fail(status.error());
    return removed;
}

core::Result<ConversationPath> ChatDatabase::putBack(const RemovedMessages& removed)
{
    const QString action = StoreText::tr("The message could not be put back");
    if (const core::Status status = writable(action); !status)
        return core::fail(status.error());
    QSqlDatabase db = database();
    StoreTransaction transaction(db);
    QSqlQuery query(db);
    query.prepare(QStringLiteral("UPDATE messages SET conversation_id = :to WHERE conversation_id "
                                 "= :bin"));
    query.bindValue(QStringLiteral(":to"), removed.conversation);
    query.bindValue(QStringLiteral(":bin"), removed.bin);
    core::Status status = run(query, action);
    if (status && query.numRowsAffected() == 0)
        status = core::fail(core::Error{core::ErrorCode::NotFound,
                                        StoreText::tr("The message is not there.").toStdString()});
    query.finish();
    for (auto child = removed.parents.cbegin(); status && child != removed.parents.cend(); ++child)
        status = setParent(child.key(), child.value(), action);
    if (status)
        status = update(removed.conversation,
                        QStringLiteral("current_leaf = ?"),
                        {idOrNull(removed.leaf)},
                        action);
    if (status && removed.contextEnd != 0) {
        ContextPlan plan = contextPlan(removed.conversation);
        plan.end = removed.contextEnd;
        status = setContextPlan(removed.conversation, plan);
    }
    if (status) {
        query.prepare(QStringLiteral("DELETE FROM conversations WHERE id = :bin"));
        query.bindValue(QStringLiteral(":bin"), removed.bin);
        status = run(query, action);
        query.finish();
    }
    if (status)
        status = commit(transaction, action);
    if (!status)
        return core::fail(status.error());
    return path(removed.conversation);
}

} // namespace app
