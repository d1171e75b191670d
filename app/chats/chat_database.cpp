#include "app/chats/chat_database.h"

#include <QHash>
#include <QSqlError>
#include <QUuid>
#include <QVariant>

#include <algorithm>
#include <array>
#include <optional>

namespace app {

namespace {

// Enumerators are stored by name: a reader of the file understands them, and a new one moves none.
constexpr std::array kRoles = {QLatin1String("system"),
                               QLatin1String("user"),
                               QLatin1String("assistant"),
                               QLatin1String("tool")};
constexpr std::array kStates = {QLatin1String("complete"),
                                QLatin1String("streaming"),
                                QLatin1String("stopped"),
                                QLatin1String("length"),
                                QLatin1String("failed")};

template <class Enum, std::size_t N>
QString nameOf(Enum value, const std::array<QLatin1String, N>& names)
{
    return QString(names[static_cast<std::size_t>(value)]);
}

template <class Enum, std::size_t N>
std::optional<Enum> fromName(const QString& name, const std::array<QLatin1String, N>& names)
{
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

// Qt binds a null string as NULL.
QString notNull(const QString& text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

QVariant idOrNull(qint64 id)
{
    return id == 0 ? QVariant(QMetaType::fromType<qint64>()) : QVariant(id);
}

qint64 nowMs()
{
    return QDateTime::currentMSecsSinceEpoch();
}

QDateTime timeOf(const QVariant& milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds.toLongLong()).toUTC();
}

void bindAnswer(QSqlQuery& query, const Message& message)
{
    query.bindValue(QStringLiteral(":state"), nameOf(message.state, kStates));
    query.bindValue(QStringLiteral(":text"), notNull(message.text));
    query.bindValue(QStringLiteral(":error"), message.error);
    query.bindValue(QStringLiteral(":model"), message.model);
    query.bindValue(QStringLiteral(":settings"), message.settings);
    query.bindValue(QStringLiteral(":seed"), static_cast<qint64>(message.seed));
    query.bindValue(QStringLiteral(":prompt"), message.stats.promptTokens);
    query.bindValue(QStringLiteral(":cached"), message.stats.cachedTokens);
    query.bindValue(QStringLiteral(":completion"), message.stats.completionTokens);
    query.bindValue(QStringLiteral(":prefill"), message.stats.prefillMs);
    query.bindValue(QStringLiteral(":decode"), message.stats.decodeMs);
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
    if (m_readOnlyReason.isEmpty()) {
        if (const core::Status ended = endAbandonedAnswers(); !ended && opening.notice.isEmpty())
            opening.notice = QString::fromStdString(ended.error().message);
    }
    return opening;
}

void ChatDatabase::close()
{
    database().close();
    QSqlDatabase::removeDatabase(m_name);
}

core::Result<QList<ConversationSummary>> ChatDatabase::conversations()
{
    QSqlQuery query(database());
    query.setForwardOnly(true);
    if (!query.exec(QStringLiteral("SELECT id, title, updated_at FROM conversations WHERE "
                                   "deleted_at IS NULL ORDER BY last_message DESC, id DESC")))
        return core::fail(
            errorOf(query, QStringLiteral("The list of conversations could not be read")));
    QList<ConversationSummary> list;
    while (query.next()) {
        list.append(
            {query.value(0).toLongLong(), query.value(1).toString(), timeOf(query.value(2))});
    }
    // What could be read before a damaged page is better than nothing.
    if (query.lastError().isValid() && list.isEmpty())
        return core::fail(
            errorOf(query, QStringLiteral("The list of conversations could not be read")));
    return list;
}

core::Result<ConversationPath> ChatDatabase::path(ConversationId id)
{
    const QString action = QStringLiteral("The conversation could not be read");
    QSqlQuery query(database());
    query.prepare(QStringLiteral("SELECT title, system_prompt, current_leaf FROM conversations "
                                 "WHERE id = :id AND deleted_at IS NULL"));
    query.bindValue(QStringLiteral(":id"), id);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    if (!query.next()) {
        return core::fail(core::ErrorCode::NotFound,
                          "The conversation is not there any more; choose another one.");
    }
    ConversationPath result;
    result.conversation = id;
    result.title = query.value(0).toString();
    result.systemPrompt = query.value(1).toString();
    const MessageId chosenLeaf = query.value(2).toLongLong();

    const core::Result<QList<Node>> nodes = skeleton(id);
    if (!nodes)
        return core::fail(nodes.error());
    QHash<MessageId, MessageId> parentOf;
    QHash<MessageId, QList<MessageId>> childrenOf;
    for (const Node& node : *nodes) {
        parentOf.insert(node.id, node.parent);
        childrenOf[node.parent].append(node.id);
    }
    MessageId leaf = chosenLeaf;
    if (!parentOf.contains(leaf))
        leaf = nodes->isEmpty() ? 0 : nodes->last().id;
    QList<MessageId> ids;
    for (MessageId at = leaf; parentOf.contains(at); at = parentOf.value(at)) {
        ids.prepend(at);
        // Children come after their parents; anything else is damage and would go round in circles.
        if (parentOf.value(at) >= at)
            break;
    }
    for (const MessageId at : std::as_const(ids)) {
        core::Result<Message> message = read(at);
        if (!message)
            continue; // hides only itself
        const QList<MessageId>& siblings = childrenOf[parentOf.value(at)];
        message->siblingIndex = static_cast<int>(siblings.indexOf(at));
        message->siblingCount = static_cast<int>(siblings.size());
        result.messages.append(*message);
    }
    return result;
}

core::Result<Message> ChatDatabase::append(const Message& message, const QString& newTitle)
{
    const QString action = QStringLiteral("The message could not be saved");
    if (const core::Status status = writable(action); !status)
        return core::fail(status.error());
    QSqlDatabase db = database();
    StoreTransaction transaction(db);
    Message stored = message;
    const qint64 now = nowMs();
    stored.createdAt = timeOf(now);
    QSqlQuery query(db);
    if (stored.conversation == 0) {
        query.prepare(QStringLiteral("INSERT INTO conversations (title, created_at, updated_at) "
                                     "VALUES (:title, :created, :updated)"));
        query.bindValue(QStringLiteral(":title"), notNull(newTitle));
        query.bindValue(QStringLiteral(":created"), now);
        query.bindValue(QStringLiteral(":updated"), now);
        if (const core::Status status = run(query, action); !status)
            return core::fail(status.error());
        stored.conversation = query.lastInsertId().toLongLong();
    }
    query.prepare(QStringLiteral(
        "INSERT INTO messages (conversation_id, parent_id, role, created_at, state, text, error, "
        "model, settings, seed, prompt_tokens, cached_tokens, completion_tokens, prefill_ms, "
        "decode_ms) VALUES (:conversation, :parent, :role, :created, :state, :text, :error, "
        ":model, :settings, :seed, :prompt, :cached, :completion, :prefill, :decode)"));
    query.bindValue(QStringLiteral(":conversation"), stored.conversation);
    query.bindValue(QStringLiteral(":parent"), idOrNull(stored.parent));
    query.bindValue(QStringLiteral(":role"), nameOf(stored.role, kRoles));
    query.bindValue(QStringLiteral(":created"), now);
    bindAnswer(query, stored);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    stored.id = query.lastInsertId().toLongLong();

    query.prepare(QStringLiteral("UPDATE conversations SET current_leaf = :leaf, last_message = "
                                 ":last, updated_at = :updated WHERE id = :id"));
    query.bindValue(QStringLiteral(":leaf"), stored.id);
    query.bindValue(QStringLiteral(":last"), stored.id);
    query.bindValue(QStringLiteral(":updated"), now);
    query.bindValue(QStringLiteral(":id"), stored.conversation);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());

    query.prepare(QStringLiteral("SELECT count(*) FROM messages WHERE conversation_id = "
                                 ":conversation AND parent_id IS :parent"));
    query.bindValue(QStringLiteral(":conversation"), stored.conversation);
    query.bindValue(QStringLiteral(":parent"), idOrNull(stored.parent));
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    stored.siblingCount = query.next() ? std::max(query.value(0).toInt(), 1) : 1;
    stored.siblingIndex = stored.siblingCount - 1;
    query.finish();
    if (const core::Status status = commit(transaction, action); !status)
        return core::fail(status.error());
    return stored;
}

core::Status ChatDatabase::appendPiece(MessageId id, const QString& text)
{
    const QString action = QStringLiteral("The answer could not be saved");
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
    const QString action = QStringLiteral("The answer could not be saved");
    if (const core::Status status = writable(action); !status)
        return status;
    QSqlDatabase db = database();
    StoreTransaction transaction(db);
    QSqlQuery query(db);
    query.prepare(QStringLiteral(
        "UPDATE messages SET state = :state, text = :text, error = :error, model = :model, "
        "settings = :settings, seed = :seed, prompt_tokens = :prompt, cached_tokens = :cached, "
        "completion_tokens = :completion, prefill_ms = :prefill, decode_ms = :decode WHERE id = "
        ":id"));
    bindAnswer(query, message);
    query.bindValue(QStringLiteral(":id"), message.id);
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

core::Result<ConversationPath> ChatDatabase::selectSibling(MessageId id, int step)
{
    const QString action = QStringLiteral("The other answer could not be chosen");
    const core::Result<Message> message = read(id);
    if (!message)
        return core::fail(message.error());
    const core::Result<QList<Node>> nodes = skeleton(message->conversation);
    if (!nodes)
        return core::fail(nodes.error());
    QList<MessageId> siblings;
    QHash<MessageId, MessageId> newestChild; // ids ascend, so that the last one seen is the newest
    for (const Node& node : *nodes) {
        if (node.parent == message->parent)
            siblings.append(node.id);
        newestChild.insert(node.parent, node.id);
    }
    const qsizetype wanted = siblings.indexOf(id) + step;
    MessageId leaf = siblings.value(std::clamp<qsizetype>(wanted, 0, siblings.size() - 1), id);
    while (newestChild.value(leaf, 0) > leaf)
        leaf = newestChild.value(leaf);
    const core::Status status =
        update(message->conversation, QStringLiteral("current_leaf = :value"), leaf, action);
    if (!status)
        return core::fail(status.error());
    return path(message->conversation);
}

core::Status ChatDatabase::rename(ConversationId id, const QString& title)
{
    return update(id,
                  QStringLiteral("title = :value"),
                  notNull(title),
                  QStringLiteral("The new title could not be saved"));
}

core::Status ChatDatabase::setSystemPrompt(ConversationId id, const QString& prompt)
{
    return update(id,
                  QStringLiteral("system_prompt = :value"),
                  prompt,
                  QStringLiteral("The system prompt could not be saved"));
}

core::Status ChatDatabase::setDeleted(ConversationId id, bool deleted)
{
    return update(id,
                  QStringLiteral("deleted_at = :value"),
                  idOrNull(deleted ? nowMs() : 0),
                  deleted ? QStringLiteral("The conversation could not be deleted")
                          : QStringLiteral("The conversation could not be restored"));
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
    return storeError(query.lastError(), action, m_path);
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
    return core::fail(storeError(database().lastError(), action, m_path));
}

core::Status ChatDatabase::update(ConversationId id,
                                  const QString& assignment,
                                  const QVariant& value,
                                  const QString& action)
{
    if (const core::Status status = writable(action); !status)
        return status;
    QSqlQuery query(database());
    query.prepare(QStringLiteral("UPDATE conversations SET %1 WHERE id = :id").arg(assignment));
    query.bindValue(QStringLiteral(":value"), value);
    query.bindValue(QStringLiteral(":id"), id);
    if (const core::Status status = run(query, action); !status)
        return status;
    if (query.numRowsAffected() == 0) {
        return core::fail(core::ErrorCode::NotFound,
                          "{}: the conversation is not there any more.",
                          action.toStdString());
    }
    return {};
}

core::Result<QList<ChatDatabase::Node>> ChatDatabase::skeleton(ConversationId id)
{
    const QString action = QStringLiteral("The conversation could not be read");
    QSqlQuery query(database());
    query.setForwardOnly(true);
    query.prepare(QStringLiteral("SELECT id, parent_id FROM messages WHERE conversation_id = :id"));
    query.bindValue(QStringLiteral(":id"), id);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    QList<Node> nodes;
    while (query.next())
        nodes.append({query.value(0).toLongLong(), query.value(1).toLongLong()});
    if (query.lastError().isValid() && nodes.isEmpty())
        return core::fail(errorOf(query, action));
    std::sort(nodes.begin(), nodes.end(), [](const Node& a, const Node& b) { return a.id < b.id; });
    return nodes;
}

core::Result<Message> ChatDatabase::read(MessageId id)
{
    const QString action = QStringLiteral("The message could not be read");
    QSqlQuery query(database());
    query.setForwardOnly(true);
    query.prepare(QStringLiteral(
        "SELECT conversation_id, parent_id, role, state, text, error, model, settings, seed, "
        "prompt_tokens, cached_tokens, completion_tokens, prefill_ms, decode_ms, created_at FROM "
        "messages WHERE id = :id"));
    query.bindValue(QStringLiteral(":id"), id);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    if (!query.next())
        return core::fail(core::ErrorCode::NotFound, "The message {} is not there.", id);
    const std::optional<core::Role> role = fromName<core::Role>(query.value(2).toString(), kRoles);
    const std::optional<MessageState> state =
        fromName<MessageState>(query.value(3).toString(), kStates);
    if (!role || !state)
        return core::fail(core::ErrorCode::Malformed, "The message {} is damaged.", id);
    Message message;
    message.id = id;
    message.conversation = query.value(0).toLongLong();
    message.parent = query.value(1).toLongLong();
    message.role = *role;
    message.state = *state;
    message.text = query.value(4).toString();
    message.error = query.value(5).toString();
    message.model = query.value(6).toString();
    message.settings = query.value(7).toString();
    message.seed = static_cast<quint64>(query.value(8).toLongLong());
    message.stats.promptTokens = query.value(9).toInt();
    message.stats.cachedTokens = query.value(10).toInt();
    message.stats.completionTokens = query.value(11).toInt();
    message.stats.prefillMs = query.value(12).toDouble();
    message.stats.decodeMs = query.value(13).toDouble();
    message.createdAt = timeOf(query.value(14));
    if (message.state == MessageState::Streaming) {
        message.text += pieces(id);
        // Of a store that cannot be written, where nothing is running and nothing can be ended.
        if (!m_readOnlyReason.isEmpty())
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

core::Status ChatDatabase::endAbandonedAnswers()
{
    const QString action = QStringLiteral("An interrupted answer could not be saved");
    QList<MessageId> abandoned;
    QSqlQuery query(database());
    if (!query.exec(QStringLiteral("SELECT id FROM messages WHERE state = 'streaming'")))
        return core::fail(errorOf(query, action));
    while (query.next())
        abandoned.append(query.value(0).toLongLong());
    query.finish();
    for (const MessageId id : std::as_const(abandoned)) {
        core::Result<Message> message = read(id);
        if (!message)
            continue; // hides only itself
        message->state = MessageState::Stopped;
        if (const core::Status status = finish(*message); !status)
            return status;
    }
    return {};
}

} // namespace app
