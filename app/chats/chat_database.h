// The queries of the chat store, as plain blocking calls: what ChatStore runs on its thread.
//
// Every call belongs to the one thread that called open(). Each change is one transaction and is on
// disk when the call returns; errors are one sentence for a person.
#pragma once

#include "app/chats/chat_types.h"
#include "app/chats/conversation_tree.h"
#include "app/chats/exchange/conversation_record.h"
#include "app/chats/store_backup.h"
#include "app/chats/store_file.h"
#include "app/chats/store_transaction.h"
#include "app/chats/token_odds.h"
#include "core/base/result.h"

#include <QHash>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <functional>
#include <memory>

namespace app {

// Where a conversation stands in the list, for those that are imported.
struct PlacedConversation
{
    qint64 updatedMs = 0;
    qint64 lastMessage = 0; // the highest of any that is not newer
};

class ChatDatabase
{
public:
    explicit ChatDatabase(const QString& path);
    ~ChatDatabase();
    ChatDatabase(const ChatDatabase&) = delete;
    ChatDatabase& operator=(const ChatDatabase&) = delete;

    // Opens the file in whatever state it is (see openStoreFile), ends the answers that a crash
    // left running and empties the trash of what has lain there for 30 days. Answers that cannot be
    // ended for want of room are by probe(); where the disk does not even tell which ones they are,
    // nothing is saved before it does.
    StoreOpening open();
    void close();
    // The ids that are given from now on are greater than last. Before anything is stored.
    core::Status beginIdsAfter(qint64 last);
    // Finds out whether writing works (again). Opens a file anew that could only be read.
    core::Status probe();
    // Begins today's backup; false: there is one, or nothing can be saved. close() gives it up.
    bool beginBackup();
    // Copies some pages of the one begun. Null until all are copied, then what is to be completed.
    core::Result<std::shared_ptr<DailyBackup>> copySome();

    core::Result<QList<ConversationSummary>> conversations();
    core::Result<QList<ConversationSummary>> trash(); // last deleted first
    core::Result<ConversationPath> path(ConversationId id);

    core::Result<QList<SearchHit>> search(const QString& text, int limit);

    core::Result<Message>
    append(const Message& message, const QString& newTitle, Placing placing = Placing::Chosen);
    core::Status appendPiece(MessageId id, const QString& text);
    core::Status finish(const Message& message);
    core::Result<Message> resume(MessageId id);
    // Beside what there is of this message; a run in place of one that begins there.
    core::Status appendOdds(MessageId id, const QList<OddsRun>& runs);
    core::Result<QList<OddsRun>> odds(MessageId id); // in the order of the text
    core::Result<ConversationPath> selectSibling(MessageId id, int step);
    core::Result<ConversationPath> reveal(MessageId id);
    core::Result<Message> sibling(MessageId id, int index);
    core::Result<ConversationPath> fork(MessageId id);
    core::Result<ConversationPath> appendBefore(const Message& answer,
                                                const QList<MessageId>& following);

    // See ChatStore.
    core::Result<RemovedMessages> remove(MessageId id);
    core::Result<ConversationPath> putBack(const RemovedMessages& removed);

    // All branches of these conversations, in this order; of all that are not in the trash, the one
    // used last at the end, where ids is empty. A conversation that cannot be read is left out.
    // withOdds: odds too, which may be many times the text.
    core::Result<QList<ConversationRecord>> records(QList<ConversationId> ids,
                                                    bool withOdds = false);
    // Adds them in this order, all or none.
    // They come into the list by their dates, whatever else is there. The one used last comes last.
    core::Status import(const QList<ConversationRecord>& records);

    // What has been written and not been sent, by conversation; under 0 that for a new one. It goes
    // with its conversation. An empty text: nothing.
    core::Result<QHash<ConversationId, QString>> drafts();
    core::Status setDraft(ConversationId id, const QString& text);
    // What edits that are open have come to, by message. It goes with its message.
    core::Result<QHash<MessageId, QString>> edits();
    core::Status setEdit(MessageId id, const QString& text);

    core::Status rename(ConversationId id, const QString& title);
    core::Status replaceTitle(ConversationId id, const QString& from, const QString& to);
    core::Status setSystemPrompt(ConversationId id, const QString& prompt);
    core::Status setContextPlan(ConversationId id, const ContextPlan& plan);
    core::Status setPinned(ConversationId id, bool pinned);
    core::Status setArchived(ConversationId id, bool archived);
    core::Status setFolder(ConversationId id, const QString& folder);
    core::Status setTags(ConversationId id, const QStringList& tags);
    core::Status renameFolder(const QString& from, const QString& to);
    core::Status setDeleted(ConversationId id, bool deleted);
    core::Status purge(const QList<ConversationId>& ids); // of those in the trash

private:
    // A table of texts that were written and not sent, each of a row of `owners`; nothing is kept
    // for what is not there, or no longer.
    struct UnsentTable
    {
        const char* name;
        const char* key;
        const char* owners;
    };
    static const UnsentTable kDrafts, kEdits;
    core::Result<QHash<qint64, QString>> unsent(const UnsentTable& table);
    core::Status setUnsent(const UnsentTable& table, qint64 id, const QString& text);
    QSqlDatabase database() const { return QSqlDatabase::database(m_name, /*open=*/false); }
    core::Status writable(const QString& action) const;
    core::Error errorOf(const QSqlQuery& query, const QString& action) const;
    core::Status run(QSqlQuery& query, const QString& action) const;
    core::Status commit(StoreTransaction& transaction, const QString& action) const;

    core::Result<QList<ConversationSummary>> list(const QString& condition);
    ContextPlan contextPlan(ConversationId id);
    core::Result<ConversationTree> tree(ConversationId id);
    core::Result<Message> read(MessageId id);
    QString pieces(MessageId id);
    core::Result<QList<SearchHit>> titleHits(const QStringList& terms, int limit);
    // Without match: among the newest messages alone.
    core::Result<QList<SearchHit>>
    messageHits(const QString& match, const QStringList& terms, int limit);
    QString expressionForShort(const QString& term); // what the index has of a short word

    core::Result<ConversationRecord> record(ConversationId id, bool withOdds);
    // Oldest first.
    core::Result<QList<PlacedConversation>> places(const QString& action);
    // place: what last_message becomes, given the newest message.
    core::Status importRecord(const ConversationRecord& record,
                              const std::function<qint64(MessageId)>& place,
                              const QString& action);
    // The id of a new, empty conversation; of a new message.
    core::Result<qint64> insertConversation(const QString& title, const QString& action);
    core::Result<qint64> insert(const Message& message, const QString& action);
    core::Status insertOdds(MessageId id, const QList<OddsRun>& runs, const QString& action);
    // Of the messages with this one's parent, itself included.
    core::Result<int> siblingCount(const Message& message, const QString& action);
    // The id of a copy of a message with its odds; parent, and no copy, where it cannot be read.
    core::Result<MessageId>
    copy(MessageId id, ConversationId to, MessageId parent, const QString& action);
    core::Status setParent(MessageId id, MessageId parent, const QString& action);
    core::Result<MessageId> currentLeaf(ConversationId id, const QString& action);
    struct Removal; // see remove()
    Removal removalOf(const Message& message, const ConversationTree& messages);
    core::Status closeGap(const Removal& removal, const QString& action);
    core::Status endPathWithout(ConversationId id,
                                const Removal& removal,
                                const ConversationTree& messages,
                                const QString& action);
    // A conversation in the trash that has these messages now.
    core::Result<ConversationId>
    moveToBin(const QList<MessageId>& messages, ConversationId from, const QString& action);
    // That of the conversation with a mark, numbered where there are several copies.
    core::Result<QString> titleOfCopy(ConversationId id, const QString& action);
    // message becomes the newest of its conversation, and where it isChosen the leaf too.
    core::Status
    setNewest(ConversationId id, MessageId message, bool isChosen, const QString& action);
    // One statement, one row; NotFound where there is none. assignments: with a ? for each value.
    core::Status update(ConversationId id,
                        const QString& assignments,
                        const QVariantList& values,
                        const QString& action);
    core::Result<QList<MessageId>> runningAnswers();
    core::Status endAbandonedAnswers();
    core::Status purgeOldTrash();

    QString m_path;
    QString m_name; // of the connection, unique in the process
    QString m_readOnlyReason;
    bool m_mayRecover = false;
    std::unique_ptr<DailyBackup> m_backup; // while it is copied
    QList<MessageId> m_abandoned; // answers that a crash left running and that are not ended yet
};

} // namespace app
