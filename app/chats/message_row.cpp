#include "app/chats/message_row.h"

#include "app/chats/store_text.h"

#include <algorithm>
#include <array>

namespace app {

namespace {

constexpr qsizetype kMaxTags = 50;

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

void bindAnswer(QSqlQuery& query, const Message& message)
{
    query.bindValue(QStringLiteral(":state"), stateColumn(message.state));
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
    query.bindValue(QStringLiteral(":edited"), message.edited ? 1 : 0);
}

} // namespace

QString roleColumn(core::Role role)
{
    return nameOf(role, kRoles);
}

QString stateColumn(MessageState state)
{
    return nameOf(state, kStates);
}

std::optional<core::Role> roleOfColumn(const QString& name)
{
    return fromName<core::Role>(name, kRoles);
}

std::optional<MessageState> stateOfColumn(const QString& name)
{
    return fromName<MessageState>(name, kStates);
}

QString notNull(const QString& text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

QVariant idOrNull(qint64 id)
{
    return id == 0 ? QVariant(QMetaType::fromType<qint64>()) : QVariant(id);
}

QString tagsColumn(const QStringList& tags)
{
    QStringList cleaned;
    for (const QString& tag : tags) {
        const QString name = tag.simplified();
        if (!name.isEmpty() && cleaned.size() < kMaxTags)
            cleaned.append(name);
    }
    cleaned.removeDuplicates();
    cleaned.sort(Qt::CaseInsensitive);
    return cleaned.join(u'\n');
}

QDateTime timeOfColumn(const QVariant& milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds.toLongLong()).toUTC();
}

QString messageColumns()
{
    return QStringLiteral(
        "id, conversation_id, parent_id, role, state, text, error, model, settings, seed, "
        "prompt_tokens, cached_tokens, completion_tokens, prefill_ms, decode_ms, edited, "
        "created_at");
}

void prepareInsert(QSqlQuery& query, const Message& message)
{
    query.prepare(QStringLiteral(
        "INSERT INTO messages (conversation_id, parent_id, role, created_at, state, text, error, "
        "model, settings, seed, prompt_tokens, cached_tokens, completion_tokens, prefill_ms, "
        "decode_ms, edited) VALUES (:conversation, :parent, :role, :created, :state, :text, "
        ":error, :model, :settings, :seed, :prompt, :cached, :completion, :prefill, :decode, "
        ":edited)"));
    query.bindValue(QStringLiteral(":conversation"), message.conversation);
    query.bindValue(QStringLiteral(":parent"), idOrNull(message.parent));
    query.bindValue(QStringLiteral(":role"), roleColumn(message.role));
    query.bindValue(QStringLiteral(":created"), message.createdAt.toMSecsSinceEpoch());
    bindAnswer(query, message);
}

void prepareUpdate(QSqlQuery& query, const Message& message)
{
    query.prepare(QStringLiteral(
        "UPDATE messages SET state = :state, text = :text, error = :error, model = :model, "
        "settings = :settings, seed = :seed, prompt_tokens = :prompt, cached_tokens = :cached, "
        "completion_tokens = :completion, prefill_ms = :prefill, decode_ms = :decode, edited = "
        ":edited WHERE id = :id"));
    bindAnswer(query, message);
    query.bindValue(QStringLiteral(":id"), message.id);
}

Message messageOfRow(const QSqlQuery& query)
{
    const auto role = roleOfColumn(query.value(3).toString());
    const auto state = stateOfColumn(query.value(4).toString());
    Message message;
    message.id = query.value(0).toLongLong();
    message.conversation = query.value(1).toLongLong();
    message.parent = query.value(2).toLongLong();
    message.text = query.value(5).toString();
    message.error = query.value(6).toString();
    message.model = query.value(7).toString();
    message.settings = query.value(8).toString();
    message.seed = static_cast<quint64>(query.value(9).toLongLong());
    message.stats.promptTokens = query.value(10).toInt();
    message.stats.cachedTokens = query.value(11).toInt();
    message.stats.completionTokens = query.value(12).toInt();
    message.stats.prefillMs = query.value(13).toDouble();
    message.stats.decodeMs = query.value(14).toDouble();
    message.edited = query.value(15).toBool();
    message.createdAt = timeOfColumn(query.value(16));
    const bool isAnswer = !message.model.isEmpty() || message.stats.completionTokens > 0;
    message.role = role.value_or(isAnswer ? core::Role::Assistant : core::Role::User);
    message.state = state.value_or(MessageState::Failed);
    if (!role || !state) {
        message.state = MessageState::Failed;
        message.error = StoreText::tr("This message was damaged on disk; it may read differently.");
    }
    return message;
}

Message unreadableMessage(MessageId id, ConversationId conversation)
{
    Message message;
    message.id = id;
    message.conversation = conversation;
    message.role = core::Role::Assistant; // the model is not shown an empty answer
    message.state = MessageState::Failed;
    message.error = StoreText::tr("A message here cannot be read: the disk or the file is damaged. "
                                  "Start Fireside again: it restores what can be read.");
    return message;
}

} // namespace app
