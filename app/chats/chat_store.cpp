#include "app/chats/chat_store.h"

#include "app/chats/chat_database.h"
#include "app/chats/store_backup.h"
#include "app/threads/database_thread.h"
#include "app/threads/run_in_background.h"

#include <QPointer>

#include <chrono>
#include <exception>
#include <iterator>
#include <utility>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto kFlushInterval = 1s;
constexpr int kFlushTokens = 64;
constexpr auto kRetryInterval = 5s;
constexpr auto kBackupDelay = 1min; // after the start, which has better things to do
constexpr auto kBackupInterval = 30min;

} // namespace

ChatStore::ChatStore(const QString& path, QObject* parent)
    : QObject(parent)
    , m_database(std::make_unique<ChatDatabase>(path))
    , m_thread(std::make_unique<DatabaseThread>())
{
    m_flushTimer.setSingleShot(true);
    m_flushTimer.setInterval(kFlushInterval);
    connect(&m_flushTimer, &QTimer::timeout, this, &ChatStore::flushAll);
    m_retryTimer.setSingleShot(true);
    m_retryTimer.setInterval(kRetryInterval);
    connect(&m_retryTimer, &QTimer::timeout, this, &ChatStore::retry);
    m_backupTimer.setInterval(kBackupDelay);
    connect(&m_backupTimer, &QTimer::timeout, this, &ChatStore::backUpWhenIdle);
    m_backupTimer.start();

    runInBackground(
        m_thread->pool(),
        [database = m_database.get()] { return database->open(); },
        this,
        [this](const StoreOpening& opening) {
            m_failing = opening.mayRecover;
            if (m_failing)
                m_retryTimer.start();
            if (opening.notice.isEmpty())
                return;
            if (opening.movedAside.isEmpty() && !opening.isMended)
                emit storeFailed(opening.notice);
            else
                emit storeNoticed(opening.notice);
        });
}

ChatStore::~ChatStore()
{
    flushAll();
    retryUnsaved();
    forgetAllTemporary();
    m_checks.waitForDone();
    m_thread->pool().start([this] {
        m_backup.reset();
        m_database->close();
    });
    m_thread.reset();
}

ChatDatabase& ChatStore::openTemporary(std::unique_ptr<ChatDatabase>& temporary)
{
    if (!temporary) {
        temporary = std::make_unique<ChatDatabase>(QStringLiteral(":memory:"));
        temporary->open();
        (void)temporary->beginIdsAfter(kNewTemporaryConversation);
    }
    return *temporary;
}

void ChatStore::forgetTemporary(ConversationId id, MessageId unfinished)
{
    if (!isTemporaryId(id))
        return;
    m_pendingText.remove(unfinished);
    m_thread->pool().start([this, id] {
        if (!m_temporary)
            return;
        (void)m_temporary->setDeleted(id, true);
        (void)m_temporary->purge({id});
        const auto left = m_temporary->conversations();
        if (left && left->isEmpty()) {
            m_temporary->close();
            m_temporary.reset();
        }
    });
}

void ChatStore::forgetAllTemporary()
{
    for (auto text = m_pendingText.begin(); text != m_pendingText.end();)
        text = isTemporaryId(text.key()) ? m_pendingText.erase(text) : std::next(text);
    m_thread->pool().start([this] {
        if (m_temporary)
            m_temporary->close();
        m_temporary.reset();
    });
}

template <class T, class Task>
void ChatStore::enqueue(Kind kind, qint64 id, Task task, QObject* context, Reply<T> reply)
{
    const auto guarded = [this, id, task = std::move(task)]() -> core::Result<T> {
        try {
            return task(isTemporaryId(id) ? openTemporary(m_temporary) : *m_database);
        } catch (const std::exception& error) {
            return core::fail(core::ErrorCode::OutOfMemory,
                              "The conversation store met an unexpected error ({}); try again.",
                              error.what());
        }
    };
    // Through this object first, so that a failure is noticed also where nobody waits for the
    // reply.
    runInBackground(
        m_thread->pool(),
        guarded,
        this,
        [this, kind, id, receiver = QPointer<QObject>(context), reply = std::move(reply)](
            core::Result<T> result) {
            const bool stored = kind != Kind::Read && !isTemporaryId(id) && result.has_value();
            if (kind != Kind::Read && !result)
                noteFailure(result.error());
            if (stored && kind == Kind::WriteList)
                emit listChanged(); // first: what the reply asks for comes after the new list
            if (receiver && reply)
                reply(std::move(result));
            if (stored)
                noteSuccess();
        });
}

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
        std::move(reply));
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
                              Reply<Message> reply)
{
    const ConversationId conversation = message.conversation;
    enqueue(
        Kind::WriteList,
        conversation,
        [message, newTitle](ChatDatabase& database) {
            Message stored = message;
            if (stored.conversation == kNewTemporaryConversation)
                stored.conversation = 0;
            return database.append(stored, newTitle);
        },
        context,
        std::move(reply));
}

void ChatStore::appendText(MessageId id, const QString& piece, int tokens)
{
    PendingText& pending = m_pendingText[id];
    pending.text += piece;
    pending.tokens += tokens;
    if (pending.tokens >= kFlushTokens && !m_failing)
        flushText(id);
    else if (!m_flushTimer.isActive())
        m_flushTimer.start();
}

void ChatStore::finishMessage(const Message& message)
{
    m_pendingText.remove(message.id); // part of the message's text
    const quint64 attempt = ++m_lastAttempt;
    m_unsaved.insert(message.id, {message, attempt});
    enqueue<void>(
        Kind::Write,
        message.id,
        [message](ChatDatabase& database) { return database.finish(message); },
        this,
        [this, id = message.id, attempt](const core::Status& status) {
            // A later version of the same message may be on its way.
            if (status && m_unsaved.value(id).attempt == attempt)
                m_unsaved.remove(id);
        });
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
        std::move(reply));
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
        std::move(reply));
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

void ChatStore::flushText(MessageId id)
{
    const PendingText pending = m_pendingText.take(id);
    if (pending.text.isEmpty())
        return;
    enqueue<void>(
        Kind::Write,
        id,
        [id, text = pending.text](ChatDatabase& database) {
            return database.appendPiece(id, text);
        },
        this,
        [this, id, pending](const core::Status& status) {
            // Not stored: goes before what came since, unless the whole text is on its way or
            // stored by now.
            if (!status && status.error().code == core::ErrorCode::Io && !m_unsaved.contains(id)) {
                PendingText& again = m_pendingText[id];
                again.text.prepend(pending.text);
                again.tokens += pending.tokens;
                m_flushTimer.start();
            }
        });
}

void ChatStore::flushAll()
{
    const QList<MessageId> ids = m_pendingText.keys();
    for (const MessageId id : ids)
        flushText(id);
}

void ChatStore::retry()
{
    retryUnsaved();
    enqueue<void>(
        Kind::Write, 0, [](ChatDatabase& database) { return database.probe(); }, this, {});
}

void ChatStore::retryUnsaved()
{
    const QList<Unsaved> unsaved = m_unsaved.values();
    for (const Unsaved& entry : unsaved)
        finishMessage(entry.message);
}

void ChatStore::setBackupDelayMs(int delayMs)
{
    m_backupTimer.setInterval(delayMs);
}

void ChatStore::backUpWhenIdle()
{
    // Soon again: an answer is being written.
    if (!m_pendingText.isEmpty() || m_failing || m_backup)
        return;
    m_backupTimer.setInterval(kBackupInterval);
    enqueue<std::unique_ptr<DailyBackup>>(
        Kind::Read,
        0,
        [](ChatDatabase& database) { return database.beginBackup(); },
        this,
        [this](core::Result<std::unique_ptr<DailyBackup>> begun) {
            m_backup = begun ? std::move(*begun) : nullptr;
            if (m_backup)
                copyForBackup();
        });
}

// A few pages; what was asked for meanwhile comes before the next ones.
void ChatStore::copyForBackup()
{
    enqueue<bool>(
        Kind::Read,
        0,
        [backup = m_backup.get()](ChatDatabase&) { return backup->copySome(); },
        this,
        [this](const core::Result<bool>& copied) {
            if (!copied)
                endBackup(core::fail(copied.error()));
            else if (*copied)
                completeBackup();
            else
                copyForBackup();
        });
}

void ChatStore::completeBackup()
{
    runInBackground(
        m_checks,
        [backup = m_backup.get()] { return backup->complete(); },
        this,
        [this](const core::Status& status) { endBackup(status); });
}

void ChatStore::endBackup(const core::Status& status)
{
    m_backup.reset();
    if (!status)
        emit storeNoticed(QString::fromStdString(status.error().message));
}

void ChatStore::noteFailure(const core::Error& error)
{
    if (error.code != core::ErrorCode::Io)
        return;
    if (!m_retryTimer.isActive())
        m_retryTimer.start();
    // Said once, not with every piece.
    if (!std::exchange(m_failing, true))
        emit storeFailed(QString::fromStdString(error.message));
}

void ChatStore::noteSuccess()
{
    if (!m_failing)
        return;
    if (!m_unsaved.isEmpty()) {
        retryUnsaved();
        return;
    }
    m_failing = false;
    m_retryTimer.stop();
    emit storeRecovered();
}

} // namespace app
