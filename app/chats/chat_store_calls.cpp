// The part of ChatStore that is called: each call is one of ChatDatabase, put into the queue.
#include "app/chats/chat_store.h"

#include "app/chats/chat_database.h"

#include <QPointer>

#include <utility>

namespace app {

void ChatStore::conversations(QObject* context, Reply<QList<ConversationSummary>> reply)
{
    enqueue(
        Kind::Read,
        0,
        [](ChatDatabase& database) { return database.conversations(); },
        context,
        std::move(reply));
}

void ChatStore::trash(QObject* context, Reply<QList<ConversationSummary>> reply)
{
    enqueue(
        Kind::Read,
        0,
        [](ChatDatabase& database) { return database.trash(); },
        context,
        std::move(reply));
}

void ChatStore::path(ConversationId id, QObject* context, Reply<ConversationPath> reply)
{
    enqueue(
        Kind::Read,
        id,
        [id](ChatDatabase& database) { return database.path(id); },
        context,
        withEnds(std::move(reply)));
}

void ChatStore::search(const QString& text,
                       int limit,
                       QObject* context,
                       Reply<QList<SearchHit>> reply)
{
    enqueue(
        Kind::Read,
        0,
        [text, limit](ChatDatabase& database) { return database.search(text, limit); },
        context,
        std::move(reply));
}

void ChatStore::records(const QList<ConversationId>& ids,
                        QObject* context,
                        Reply<QList<ConversationRecord>> reply,
                        bool withOdds)
{
    withOdds = withOdds || isTemporaryId(ids.value(0));
    enqueue(
        Kind::Read,
        ids.value(0),
        [ids, withOdds](ChatDatabase& database) { return database.records(ids, withOdds); },
        context,
        std::move(reply));
}

void ChatStore::importRecords(const QList<ConversationRecord>& records,
                              QObject* context,
                              Reply<void> reply)
{
    enqueue(
        Kind::WriteList,
        0,
        [records](ChatDatabase& database) { return database.import(records); },
        context,
        std::move(reply));
}

void ChatStore::appendMessage(const Message& message,
                              const QString& newTitle,
                              QObject* context,
                              Reply<Message> reply,
                              Placing placing)
{
    const ConversationId conversation = message.conversation;
    enqueue(
        Kind::WriteList,
        conversation,
        [message, newTitle, placing](ChatDatabase& database) {
            Message stored = message;
            if (stored.conversation == kNewTemporaryConversation)
                stored.conversation = 0;
            return database.append(stored, newTitle, placing);
        },
        context,
        std::move(reply));
}

void ChatStore::appendBefore(const Message& answer,
                             const QList<MessageId>& following,
                             QObject* context,
                             Reply<ConversationPath> reply)
{
    enqueue(
        Kind::WriteList,
        answer.conversation,
        [answer, following](ChatDatabase& database) {
            return database.appendBefore(answer, following);
        },
        context,
        std::move(reply));
}

void ChatStore::appendOdds(MessageId id, const QList<OddsRun>& runs)
{
    enqueue<void>(Kind::Write,
                  id,
                  [id, runs](ChatDatabase& database) { return database.appendOdds(id, runs); },
                  this,
                  {});
}

void ChatStore::odds(MessageId id, QObject* context, Reply<QList<OddsRun>> reply)
{
    enqueue(
        Kind::Read,
        id,
        [id](ChatDatabase& database) { return database.odds(id); },
        context,
        std::move(reply));
}

void ChatStore::drafts(QObject* context, Reply<QHash<ConversationId, QString>> reply)
{
    enqueue(
        Kind::Read,
        0,
        [](ChatDatabase& database) { return database.drafts(); },
        context,
        std::move(reply));
}

void ChatStore::setDraft(ConversationId id, const QString& text)
{
    enqueue<void>(Kind::Write,
                  id,
                  [id, text](ChatDatabase& database) { return database.setDraft(id, text); },
                  this,
                  {});
}

void ChatStore::edits(QObject* context, Reply<QHash<MessageId, QString>> reply)
{
    enqueue(
        Kind::Read,
        0,
        [](ChatDatabase& database) { return database.edits(); },
        context,
        std::move(reply));
}

void ChatStore::setEdit(MessageId id, const QString& text)
{
    enqueue<void>(Kind::Write,
                  id,
                  [id, text](ChatDatabase& database) { return database.setEdit(id, text); },
                  this,
                  {});
}

void ChatStore::selectSibling(MessageId message,
                              int step,
                              QObject* context,
                              Reply<ConversationPath> reply)
{
    enqueue(
        Kind::Write,
        message,
        [message, step](ChatDatabase& database) { return database.selectSibling(message, step); },
        context,
        withEnds(std::move(reply)));
}

void ChatStore::renameConversation(ConversationId id,
                                   const QString& title,
                                   QObject* context,
                                   Reply<void> reply)
{
    enqueue(
        Kind::WriteList,
        id,
        [id, title](ChatDatabase& database) { return database.rename(id, title); },
        context,
        std::move(reply));
}

void ChatStore::replaceTitle(
    ConversationId id, const QString& from, const QString& to, QObject* context, Reply<void> reply)
{
    enqueue(
        Kind::WriteList,
        id,
        [id, from, to](ChatDatabase& database) { return database.replaceTitle(id, from, to); },
        context,
        std::move(reply));
}

void ChatStore::setSystemPrompt(ConversationId id,
                                const QString& prompt,
                                QObject* context,
                                Reply<void> reply)
{
    enqueue(
        Kind::Write,
        id,
        [id, prompt](ChatDatabase& database) { return database.setSystemPrompt(id, prompt); },
        context,
        std::move(reply));
}

void ChatStore::deleteConversation(ConversationId id, QObject* context, Reply<void> reply)
{
    enqueue<void>(
        Kind::WriteList,
        id,
        [id](ChatDatabase& database) { return database.setDeleted(id, true); },
        this,
        [this, id, receiver = QPointer<QObject>(context), reply = std::move(reply)](
            const core::Status& status) {
            if (status)
                emit conversationDeleted(id);
            if (receiver && reply)
                reply(status);
        });
}

void ChatStore::restoreConversation(ConversationId id, QObject* context, Reply<void> reply)
{
    enqueue(
        Kind::WriteList,
        id,
        [id](ChatDatabase& database) { return database.setDeleted(id, false); },
        context,
        std::move(reply));
}

void ChatStore::resumeMessage(MessageId id, QObject* context, Reply<Message> reply)
{
    enqueue(
        Kind::Write,
        id,
        [id](ChatDatabase& database) { return database.resume(id); },
        context,
        std::move(reply));
}

void ChatStore::revealMessage(MessageId message, QObject* context, Reply<ConversationPath> reply)
{
    enqueue(
        Kind::Write,
        message,
        [message](ChatDatabase& database) { return database.reveal(message); },
        context,
        withEnds(std::move(reply)));
}

void ChatStore::sibling(MessageId message, int index, QObject* context, Reply<Message> reply)
{
    enqueue(
        Kind::Read,
        message,
        [message, index](ChatDatabase& database) { return database.sibling(message, index); },
        context,
        Reply<Message>([this, reply = std::move(reply)](const core::Result<Message>& read) {
            reply(read ? core::Result<Message>(withEnd(*read)) : read);
        }));
}

void ChatStore::forkConversation(MessageId message, QObject* context, Reply<ConversationPath> reply)
{
    enqueue(
        Kind::WriteList,
        message,
        [message](ChatDatabase& database) { return database.fork(message); },
        context,
        std::move(reply));
}

void ChatStore::removeMessage(MessageId message, QObject* context, Reply<RemovedMessages> reply)
{
    enqueue(
        Kind::WriteList,
        message,
        [message](ChatDatabase& database) { return database.remove(message); },
        context,
        std::move(reply));
}

void ChatStore::putBack(const RemovedMessages& removed,
                        QObject* context,
                        Reply<ConversationPath> reply)
{
    enqueue(
        Kind::WriteList,
        removed.conversation,
        [removed](ChatDatabase& database) { return database.putBack(removed); },
        context,
        std::move(reply));
}

void ChatStore::setContextPlan(ConversationId id,
                               const ContextPlan& plan,
                               QObject* context,
                               Reply<void> reply)
{
    enqueue(
        Kind::Write,
        id,
        [id, plan](ChatDatabase& database) { return database.setContextPlan(id, plan); },
        context,
        std::move(reply));
}

void ChatStore::setPinned(ConversationId id, bool pinned, QObject* context, Reply<void> reply)
{
    enqueue(
        Kind::WriteList,
        id,
        [id, pinned](ChatDatabase& database) { return database.setPinned(id, pinned); },
        context,
        std::move(reply));
}

void ChatStore::setArchived(ConversationId id, bool archived, QObject* context, Reply<void> reply)
{
    enqueue(
        Kind::WriteList,
        id,
        [id, archived](ChatDatabase& database) { return database.setArchived(id, archived); },
        context,
        std::move(reply));
}

void ChatStore::setFolder(ConversationId id,
                          const QString& folder,
                          QObject* context,
                          Reply<void> reply)
{
    enqueue(
        Kind::WriteList,
        id,
        [id, folder](ChatDatabase& database) { return database.setFolder(id, folder); },
        context,
        std::move(reply));
}

void ChatStore::renameFolder(const QString& from,
                             const QString& to,
                             QObject* context,
                             Reply<void> reply)
{
    enqueue(
        Kind::WriteList,
        0,
        [from, to](ChatDatabase& database) { return database.renameFolder(from, to); },
        context,
        std::move(reply));
}

void ChatStore::setTags(ConversationId id,
                        const QStringList& tags,
                        QObject* context,
                        Reply<void> reply)
{
    enqueue(
        Kind::WriteList,
        id,
        [id, tags](ChatDatabase& database) { return database.setTags(id, tags); },
        context,
        std::move(reply));
}

void ChatStore::purgeConversations(const QList<ConversationId>& ids,
                                   QObject* context,
                                   Reply<void> reply)
{
    enqueue(
        Kind::Write,
        0,
        [ids](ChatDatabase& database) { return database.purge(ids); },
        context,
        std::move(reply));
}

} // namespace app
