#include "app/chats/chat_database.h"
#include "app/chats/store_text.h"

#include "app/chats/message_row.h"
#include "app/chats/store_check.h"

#include <QSqlError>
#include <QUuid>
#include <QVariant>

#include <algorithm>

namespace app {

namespace {

void setPlace(Message& message, const QList<MessageId>& siblings)
{
    message.siblingIndex = static_cast<int>(siblings.indexOf(message.id));
    message.siblingCount = static_cast<int>(siblings.size());
}

} // namespace

ChatDatabase::ChatDatabase(const QString& path)
    : m_path(path)
    , m_name(QStringLiteral("chats-") + QUuid::createUuid().toString(QUuid::Id128))
{
}

ChatDatabase::~ChatDatabase() = default;

StoreOpening ChatDatabase::open()
{
    StoreOpening opening = openStoreFile(m_path, m_name);
    m_readOnlyReason = opening.readOnlyReason;
    m_mayRecover = opening.mayRecover;
    if (!m_readOnlyReason.isEmpty())
        return opening;
    // Nothing goes for good while the file is not what it was.
    const bool isSound = opening.notice.isEmpty();
    const core::Result<QList<MessageId>> running = runningAnswers();
    if (!running && running.error().code == core::ErrorCode::Io) {
        // Answers begun before these are known could not be told from them: probe() opens again.
        m_mayRecover = opening.mayRecover = true;
        m_readOnlyReason = QString::fromStdString(running.error().message);
        opening.readOnlyReason = m_readOnlyReason;
        if (opening.notice.isEmpty())
            opening.notice = m_readOnlyReason;
        return opening;
    }
    m_abandoned = running.value_or(QList<MessageId>());
    for (const core::Status& status : {running ? core::Status() : core::fail(running.error()),
                                       endAbandonedAnswers(),
                                       isSound ? purgeOldTrash() : core::Status()}) {
        if (status)
            continue;
        if (opening.notice.isEmpty())
            opening.notice = QString::fromStdString(status.error().message);
        if (status.error().code == core::ErrorCode::Io)
            opening.mayRecover = true;
    }
    return opening;
}

void ChatDatabase::close()
{
    m_backup.reset();
    database().close();
    QSqlDatabase::removeDatabase(m_name);
}

core::Status ChatDatabase::beginIdsAfter(qint64 last)
{
    QSqlQuery query(database());
    query.prepare(QStringLiteral("INSERT INTO sqlite_sequence (name, seq) VALUES ('conversations', "
                                 ":last), ('messages', :same)"));
    query.bindValue(QStringLiteral(":last"), last);
    query.bindValue(QStringLiteral(":same"), last);
    return run(query, StoreText::tr("The conversation could not be begun"));
}

core::Status ChatDatabase::probe()
{
    const QString action = StoreText::tr("Conversations cannot be saved");
    if (m_mayRecover) {
        close();
        open();
    }
    if (const core::Status status = writable(action); !status)
        return status;
    QSqlQuery query(database());
    if (!query.exec(QStringLiteral("PRAGMA user_version = %1").arg(currentSchemaVersion())))
        return core::fail(errorOf(query, action));
    return endAbandonedAnswers();
}

bool ChatDatabase::beginBackup()
{
    if (!m_readOnlyReason.isEmpty() || database().databaseName() == QLatin1String(":memory:"))
        return false;
    m_backup = DailyBackup::begin(m_path, m_name);
    return m_backup != nullptr;
}

core::Result<std::shared_ptr<DailyBackup>> ChatDatabase::copySome()
{
    const core::Result<bool> copied = m_backup->copySome();
    if (copied && !*copied)
        return nullptr;
    std::shared_ptr<DailyBackup> whole = std::move(m_backup);
    if (!copied)
        return core::fail(copied.error());
    return whole;
}

core::Result<QList<ConversationSummary>> ChatDatabase::conversations()
{
    return list(QStringLiteral("deleted_at IS NULL ORDER BY last_message DESC, updated_at "
                               "DESC, id DESC"));
}

core::Result<QList<ConversationSummary>> ChatDatabase::trash()
{
    return list(QStringLiteral("deleted_at IS NOT NULL ORDER BY deleted_at DESC, id DESC"));
}

core::Result<QList<ConversationSummary>> ChatDatabase::list(const QString& condition)
{
    const QString action = StoreText::tr("The list of conversations could not be read");
    QSqlQuery query(database());
    query.setForwardOnly(true);
    if (!query.exec(QStringLiteral("SELECT id, title, updated_at, pinned, archived, folder, tags, "
                                   "deleted_at FROM conversations WHERE ") +
                    condition))
        return core::fail(errorOf(query, action));
    QList<ConversationSummary> found;
    while (query.next()) {
        ConversationSummary summary;
        summary.id = query.value(0).toLongLong();
        summary.title = query.value(1).toString();
        summary.updatedAt = timeOfColumn(query.value(2));
        summary.pinned = query.value(3).toBool();
        summary.archived = query.value(4).toBool();
        summary.folder = query.value(5).toString();
        if (const QString tags = query.value(6).toString(); !tags.isEmpty())
            summary.tags = tags.split(u'\n');
        if (const QVariant deletedAt = query.value(7); !deletedAt.isNull())
            summary.deletedAt = timeOfColumn(deletedAt);
        found.append(summary);
    }
    if (query.lastError().isValid()) {
        const core::Error error = errorOf(query, action); // has the file checked
        // What could be read before a damaged page is better than nothing.
        if (found.isEmpty())
            return core::fail(error);
    }
    return found;
}

core::Result<ConversationPath> ChatDatabase::path(ConversationId id)
{
    const QString action = StoreText::tr("The conversation could not be read");
    QSqlQuery query(database());
    query.prepare(QStringLiteral("SELECT title, system_prompt, current_leaf FROM conversations "
                                 "WHERE id = :id AND deleted_at IS NULL"));
    query.bindValue(QStringLiteral(":id"), id);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    if (!query.next()) {
        return core::fail(
            core::Error{core::ErrorCode::NotFound,
                        StoreText::tr("The conversation is not there any more; choose another one.")
                            .toStdString()});
    }
    ConversationPath result;
    result.conversation = id;
    result.title = query.value(0).toString();
    result.systemPrompt = query.value(1).toString();
    result.context = contextPlan(id);
    const MessageId chosen = query.value(2).toLongLong();

    const core::Result<ConversationTree> messages = tree(id);
    if (!messages)
        return core::fail(messages.error());
    const QList<MessageId> ids =
        messages->pathTo(messages->contains(chosen) ? chosen : messages->newest());
    for (const MessageId at : ids) {
        core::Result<Message> message = read(at);
        if (!message) { // takes nothing else with it
            message = unreadableMessage(at, id);
            message->parent = result.messages.isEmpty() ? 0 : result.messages.last().id;
        }
        setPlace(*message, messages->siblingsOf(at));
        result.messages.append(*message);
    }
    return result;
}

core::Result<Message> ChatDatabase::sibling(MessageId id, int index)
{
    const core::Result<Message> message = read(id);
    if (!message)
        return message;
    const core::Result<ConversationTree> messages = tree(message->conversation);
    if (!messages)
        return core::fail(messages.error());
    const QList<MessageId> siblings = messages->siblingsOf(id);
    core::Result<Message> found =
        read(siblings.value(std::clamp<qsizetype>(index, 0, siblings.size() - 1), id));
    if (found)
        setPlace(*found, siblings);
    return found;
}

core::Status ChatDatabase::writable(const QString& action) const
{
    if (m_readOnlyReason.isEmpty())
        return {};
    return core::fail(
        core::ErrorCode::Io, "{}. {}", action.toStdString(), m_readOnlyReason.toStdString());
}

core::Error ChatDatabase::errorOf(const QSqlQuery& query, const QString& action) const
{
    core::Error error = storeError(query.lastError(), action, m_path);
    if (error.code == core::ErrorCode::Malformed)
        wantCheck(m_path);
    return error;
}

core::Status ChatDatabase::run(QSqlQuery& query, const QString& action) const
{
    if (query.exec())
        return {};
    return core::fail(errorOf(query, action));
}

core::Status ChatDatabase::commit(StoreTransaction& transaction, const QString& action) const
{
    if (transaction.commit())
        return {};
    return core::fail(storeError(transaction.lastError(), action, m_path));
}

core::Result<ConversationTree> ChatDatabase::tree(ConversationId id)
{
    const QString action = StoreText::tr("The conversation could not be read");
    QSqlQuery query(database());
    query.setForwardOnly(true);
    query.prepare(QStringLiteral("SELECT id, parent_id FROM messages WHERE conversation_id = :id"));
    query.bindValue(QStringLiteral(":id"), id);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    QList<ConversationTree::Node> nodes;
    while (query.next())
        nodes.append({query.value(0).toLongLong(), query.value(1).toLongLong()});
    if (query.lastError().isValid()) {
        const core::Error error = errorOf(query, action); // has the file checked
        if (nodes.isEmpty())
            return core::fail(error);
    }
    return ConversationTree(std::move(nodes));
}

core::Result<Message> ChatDatabase::read(MessageId id)
{
    const QString action = StoreText::tr("The message could not be read");
    QSqlQuery query(database());
    query.setForwardOnly(true);
    query.prepare(QStringLiteral("SELECT %1 FROM messages WHERE id = :id").arg(messageColumns()));
    query.bindValue(QStringLiteral(":id"), id);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    if (!query.next())
        return core::fail(core::Error{core::ErrorCode::NotFound,
                                      StoreText::tr("The message is not there.").toStdString()});
    Message message = messageOfRow(query);
    if (message.state == MessageState::Streaming) {
        message.text += pieces(id);
        // Of a store that cannot be written, where nothing is running and nothing can be ended.
        if (!m_readOnlyReason.isEmpty() || m_abandoned.contains(id))
            message.state = MessageState::Stopped;
    }
    return message;
}

QString ChatDatabase::pieces(MessageId id)
{
    QSqlQuery query(database());
    query.setForwardOnly(true);
    query.prepare(
        QStringLiteral("SELECT text FROM pieces WHERE message_id = :id ORDER BY sequence"));
    query.bindValue(QStringLiteral(":id"), id);
    QString text;
    if (query.exec()) {
        while (query.next())
            text += query.value(0).toString();
    }
    return text;
}

} // namespace app
