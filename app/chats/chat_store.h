// All conversations, kept in one SQLite file through one connection on a thread of its own.
//
// Every call returns at once. Calls are carried out in the order in which they were made; each
// reply is delivered in that order too, in the event loop of the calling thread, and is forgotten
// where its context is gone. A reply that holds a value means that the change is committed to disk.
// Used from the GUI thread only.
//
// Nothing here is lost with a crash: a text piece reaches the disk within a second or 64 tokens,
// everything else before its reply. Answers left unfinished by a crash are Stopped when the store
// is opened again.
//
// The file is never deleted: a damaged one is moved aside and replaced by the last backup, one that
// a newer Fireside wrote is opened read-only. A backup is made every day that the store is open.
// Conversations may also be temporary: in memory alone, with ids of their own (isTemporaryId()), in
// no list and no search, gone with forgetTemporary() or the program.
// Several windows may stand on one store: listChanged() and conversationDeleted() tell each what
// the others did. While the disk refuses writes, reading goes on; texts of answers are kept and
// written when it works again.
#pragma once

#include "app/chats/chat_types.h"
#include "app/chats/exchange/conversation_record.h"
#include "app/chats/token_odds.h"
#include "core/base/result.h"

#include <QHash>
#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <memory>
#include <utility>

namespace app {

class ChatDatabase;
class DailyBackup;
class DatabaseThread;

class ChatStore : public QObject
{
    Q_OBJECT

public:
    template <class T>
    using Reply = std::function<void(core::Result<T>)>;

    // path: the database file, made with its folder where there is none; ":memory:" keeps nothing.
    explicit ChatStore(const QString& path, QObject* parent = nullptr);
    ~ChatStore() override; // writes what is pending, waits, closes

    // Most recent first: by the newest message, never by the clock. Conversations in the trash are
    // left out.
    void conversations(QObject* context, Reply<QList<ConversationSummary>> reply);
    void trash(QObject* context, Reply<QList<ConversationSummary>> reply); // last deleted first
    // From the root to the chosen leaf, with sibling counts. In the place of a message that cannot
    // be read stands one that says so.
    void path(ConversationId id, QObject* context, Reply<ConversationPath> reply);

    // Titles and then messages that hold all words of text, newest first, at most limit of each;
    // see searchTerms(). What lies in the trash is left out.
    void search(const QString& text, int limit, QObject* context, Reply<QList<SearchHit>> reply);

    // Whole conversations in the order of ids; all but the trash where ids is empty, the one used
    // last at the end. A temporary one always with its odds, so that it can be kept as it is.
    void records(const QList<ConversationId>& ids,
                 QObject* context,
                 Reply<QList<ConversationRecord>> reply,
                 bool withOdds = false);
    // Adds conversations, all or none; the last one is then the one used last.
    void
    importRecords(const QList<ConversationRecord>& records, QObject* context, Reply<void> reply);

    // Adds a message and, unless placing says otherwise, makes it the chosen leaf. Where
    // message.conversation is 0, a conversation with the title newTitle is made in the same
    // transaction; a temporary one where it is kNewTemporaryConversation. The reply holds the
    // message with its ids and sibling counts.
    void appendMessage(const Message& message,
                       const QString& newTitle,
                       QObject* context,
                       Reply<Message> reply,
                       Placing placing = Placing::Chosen);
    // Adds an answer that a person changed beside the one with its id, and behind it copies of what
    // follows that one; replies the path that ends with these.
    void appendBefore(const Message& answer,
                      const QList<MessageId>& following,
                      QObject* context,
                      Reply<ConversationPath> reply);
    // Adds a piece to a message in state Streaming; tokens: how many the piece stands for. Cheap:
    // pieces are gathered for up to a second or 64 tokens and then appended.
    void appendText(MessageId id, const QString& piece, int tokens);
    // Stores text, state, error, stats and model of a message whose id is known: the end of an
    // answer. Retried until it is stored or the store is destroyed.
    void finishMessage(const Message& message);

    // Opens an ended answer again: its text stays, it is Streaming, and appendText() goes on behind
    // it until finishMessage(). The reply holds it as it is now.
    void resumeMessage(MessageId id, QObject* context, Reply<Message> reply);

    // Keeps what the model thought of tokens of an answer; where that fails it is missing, no more.
    void appendOdds(MessageId id, const QList<OddsRun>& runs);
    void odds(MessageId id, QObject* context, Reply<QList<OddsRun>> reply);

    // Chooses the sibling step places beside message (clamped) and below it the newest leaf;
    // replies the new path.
    void
    selectSibling(MessageId message, int step, QObject* context, Reply<ConversationPath> reply);
    // Chooses a path that goes through message, the present one where it does; replies that path.
    void revealMessage(MessageId message, QObject* context, Reply<ConversationPath> reply);
    // The sibling of message at this index (clamped), itself included; chooses nothing.
    void sibling(MessageId message, int index, QObject* context, Reply<Message> reply);
    // A new conversation with copies of the messages from the root to message, and its title;
    // replies its path.
    void forkConversation(MessageId message, QObject* context, Reply<ConversationPath> reply);

    // Moves messages into a conversation of their own in the trash: where there are other versions
    // of message, it with what follows it; else the question, of which message is the answer or
    // itself, with its answers, and what followed these stays. Where nothing would be left, nothing
    // is done, and bin is 0.
    void removeMessage(MessageId message, QObject* context, Reply<RemovedMessages> reply);
    // Undo; replies the path that was shown then.
    void putBack(const RemovedMessages& removed, QObject* context, Reply<ConversationPath> reply);

    // What has been written and not been sent, by conversation; under 0 that for a new one. Gone
    // with its conversation, and with an empty text.
    void drafts(QObject* context, Reply<QHash<ConversationId, QString>> reply);
    void setDraft(ConversationId id, const QString& text);
    // The same of edits that are open, by message.
    void edits(QObject* context, Reply<QHash<MessageId, QString>> reply);
    void setEdit(MessageId id, const QString& text);

    void renameConversation(ConversationId id,
                            const QString& title,
                            QObject* context,
                            Reply<void> reply);
    // Where it is still from: what a person wrote meanwhile stays.
    void replaceTitle(ConversationId id,
                      const QString& from,
                      const QString& to,
                      QObject* context,
                      Reply<void> reply);
    void
    setSystemPrompt(ConversationId id, const QString& prompt, QObject* context, Reply<void> reply);
    void
    setContextPlan(ConversationId id, const ContextPlan& plan, QObject* context, Reply<void> reply);
    void setPinned(ConversationId id, bool pinned, QObject* context, Reply<void> reply);
    void setArchived(ConversationId id, bool archived, QObject* context, Reply<void> reply);
    // By name; the store knows of none that is empty. To empty: none.
    void setFolder(ConversationId id, const QString& folder, QObject* context, Reply<void> reply);
    void renameFolder(const QString& from, const QString& to, QObject* context, Reply<void> reply);
    // Blank tags and repetitions are left out.
    void setTags(ConversationId id, const QStringList& tags, QObject* context, Reply<void> reply);
    // To the trash, from where it goes for good after 30 days.
    void deleteConversation(ConversationId id, QObject* context, Reply<void> reply);
    void restoreConversation(ConversationId id, QObject* context, Reply<void> reply);
    // For good; those that are not in the trash stay.
    void purgeConversations(const QList<ConversationId>& ids, QObject* context, Reply<void> reply);

    // unfinished: its answers that are on their way. Nothing where id is not of a
    // temporary conversation.
    void forgetTemporary(ConversationId id, const QList<MessageId>& unfinished);

    void setBackupDelayMs(int delayMs); // until the first look whether a backup is due

signals:
    // What conversations() replies now; once for several changes in a row.
    void listChanged(const QList<app::ConversationSummary>& list);
    void conversationDeleted(app::ConversationId id);
    // One sentence for a person: what is not being saved and why. Stays true until
    // storeRecovered().
    void storeFailed(const QString& message);
    // Writing works again and everything that was pending is stored.
    void storeRecovered();
    // One or two sentences for a person: what happened to a damaged file, or that one was met.
    void storeNoticed(const QString& message);

private:
    enum class Kind
    {
        Read,
        Write,
        WriteList // changes the list of conversations
    };
    struct PendingText
    {
        QString text;
        int tokens = 0;
    };
    struct Unsaved
    {
        Message message;
        quint64 attempt = 0;
    };

    // Has the database thread carry out task(database) and context's event loop the reply to what
    // it returned. id: of what the task is about, which says in which database; 0: on disk.
    template <class T, class Task>
    void enqueue(Kind kind, qint64 id, Task task, QObject* context, Reply<T> reply);
    void run(Kind kind,
             qint64 id,
             const std::function<core::Status(ChatDatabase&)>& task,
             QObject* context,
             const std::function<void(const core::Status&)>& reply);
    // Where an answer has ended and its end is not on disk yet, as on a full one, readings show
    // what is known of it all the same.
    Message withEnd(Message read) const;
    Reply<ConversationPath> withEnds(Reply<ConversationPath> reply) const;
    void tellList();
    void forgetAllTemporary();
    static ChatDatabase& openTemporary(std::unique_ptr<ChatDatabase>& temporary);
    void flushText(MessageId id);
    void flushAll();
    void retry();
    void retryUnsaved();
    void backUpWhenIdle();
    void copyForBackup();
    void completeBackup(const std::shared_ptr<DailyBackup>& backup);
    void endBackup(const core::Status& status);
    void noteFailure(const core::Error& error);
    void noteSuccess();

    std::unique_ptr<ChatDatabase> m_database;  // touched by the database thread only
    std::unique_ptr<ChatDatabase> m_temporary; // likewise; null while there is none
    std::unique_ptr<DatabaseThread> m_thread;
    QThreadPool m_checks; // of backups that are copied
    QHash<MessageId, PendingText> m_pendingText;
    QHash<MessageId, Unsaved> m_unsaved; // ended answers whose end is not known to be on disk
    quint64 m_lastAttempt = 0;
    QTimer m_flushTimer;
    QTimer m_retryTimer;
    QTimer m_backupTimer;
    bool m_isReadingList = false;
    bool m_isBackingUp = false;
    bool m_failing = false; // the last write failed, and storeFailed() said so
};

template <class T, class Task>
void ChatStore::enqueue(Kind kind, qint64 id, Task task, QObject* context, Reply<T> reply)
{
    auto result = std::make_shared<core::Result<T>>(core::fail(core::Error{}));
    run(
        kind,
        id,
        [result, task = std::move(task)](ChatDatabase& database) -> core::Status {
            *result = task(database);
            return *result ? core::Status() : core::fail(result->error());
        },
        context,
        [result, reply = std::move(reply)](const core::Status& status) {
            if (reply)
                reply(status ? std::move(*result) : core::fail(status.error()));
        });
}

} // namespace app
