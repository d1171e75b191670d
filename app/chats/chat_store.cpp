// The part of ChatStore that works by itself: it opens and closes, gathers the texts of answers,
// tries again what could not be written, and backs up.
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
    m_thread->pool().start([this] { m_database->close(); });
    m_thread.reset();
}

void ChatStore::run(Kind kind,
                    qint64 id,
                    const std::function<core::Status(ChatDatabase&)>& task,
                    QObject* context,
                    const std::function<void(const core::Status&)>& reply)
{
    const auto guarded = [this, id, task]() -> core::Status {
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
    const auto done =
        [this, kind, id, receiver = QPointer<QObject>(context), reply](const core::Status& status) {
            const bool stored = kind != Kind::Read && !isTemporaryId(id) && status.has_value();
            if (kind != Kind::Read && !status)
                noteFailure(status.error());
            if (stored && kind == Kind::WriteList)
                tellList(); // first: what the reply asks for then comes after the new list
            if (receiver)
                reply(status);
            if (stored)
                noteSuccess();
        };
    runInBackground(m_thread->pool(), guarded, this, done);
}

// A reading that is queued comes after every change whose end is told before its own.
void ChatStore::tellList()
{
    if (std::exchange(m_isReadingList, true))
        return;
    conversations(this, [this](const core::Result<QList<ConversationSummary>>& list) {
        m_isReadingList = false;
        if (list)
            emit listChanged(*list);
        else
            emit storeNoticed(QString::fromStdString(list.error().message));
    });
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

void ChatStore::forgetTemporary(ConversationId id, const QList<MessageId>& unfinished)
{
    if (!isTemporaryId(id))
        return;
    for (const MessageId message : unfinished)
        m_pendingText.remove(message);
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

Message ChatStore::withEnd(Message read) const
{
    const auto unsaved = m_unsaved.constFind(read.id);
    if (unsaved == m_unsaved.constEnd())
        return read;
    Message ended = unsaved->message;
    ended.siblingIndex = read.siblingIndex;
    ended.siblingCount = read.siblingCount;
    return ended;
}

ChatStore::Reply<ConversationPath> ChatStore::withEnds(Reply<ConversationPath> reply) const
{
    return [this, reply = std::move(reply)](const core::Result<ConversationPath>& read) {
        if (!read || m_unsaved.isEmpty())
            return reply(read);
        ConversationPath path = *read;
        for (Message& message : path.messages)
            message = withEnd(std::move(message));
        reply(path);
    };
}

void ChatStore::setBackupDelayMs(int delayMs)
{
    m_backupTimer.setInterval(delayMs);
}

void ChatStore::backUpWhenIdle()
{
    // Soon again: an answer is being written.
    if (!m_pendingText.isEmpty() || m_failing || std::exchange(m_isBackingUp, true))
        return;
    m_backupTimer.setInterval(kBackupInterval);
    enqueue<bool>(
        Kind::Read,
        0,
        [](ChatDatabase& database) { return core::Result<bool>(database.beginBackup()); },
        this,
        [this](const core::Result<bool>& begun) {
            m_isBackingUp = begun.value_or(false);
            if (m_isBackingUp)
                copyForBackup();
        });
}

// A few pages; what was asked for meanwhile comes before the next ones.
void ChatStore::copyForBackup()
{
    using Copied = std::shared_ptr<DailyBackup>;
    enqueue<Copied>(
        Kind::Read,
        0,
        [](ChatDatabase& database) { return database.copySome(); },
        this,
        [this](const core::Result<Copied>& copied) {
            if (!copied)
                endBackup(core::fail(copied.error()));
            else if (*copied)
                completeBackup(*copied);
            else
                copyForBackup();
        });
}

void ChatStore::completeBackup(const std::shared_ptr<DailyBackup>& backup)
{
    runInBackground(
        m_checks,
        [backup] { return backup->complete(); },
        this,
        [this](const core::Status& status) { endBackup(status); });
}

void ChatStore::endBackup(const core::Status& status)
{
    m_isBackingUp = false;
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
