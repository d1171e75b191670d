// LM Studio and Jan: formats in which a conversation is a list.
#include "app/chats/exchange/foreign_json.h"
#include "app/chats/exchange/tree_builder.h"

#include <QJsonArray>

#include <algorithm>

namespace app {

namespace {

// One version of a message of LM Studio: a single step, or several of which the blocks count.
std::optional<Message> lmStudioMessage(const QJsonObject& version)
{
    const auto role = roleNamed(version.value(QStringLiteral("role")).toString());
    if (!role)
        return std::nullopt;
    Message message;
    message.role = *role;
    bool hasText = false;
    QStringList texts;
    if (version.contains(QStringLiteral("content")))
        texts.append(textOf(version.value(QStringLiteral("content")), hasText));
    const QJsonArray steps = version.value(QStringLiteral("steps")).toArray();
    for (const QJsonValue& entry : steps) {
        const QJsonObject step = entry.toObject();
        if (step.value(QStringLiteral("type")).toString() != QLatin1String("contentBlock"))
            continue;
        const QString text = textOf(step.value(QStringLiteral("content")), hasText);
        if (!text.isEmpty())
            texts.append(text);
        const QJsonObject info = step.value(QStringLiteral("genInfo")).toObject();
        if (info.isEmpty())
            continue;
        message.model = info.value(QStringLiteral("identifier")).toString();
        const QJsonObject stats = info.value(QStringLiteral("stats")).toObject();
        message.stats.promptTokens = stats.value(QStringLiteral("promptTokensCount")).toInt();
        message.stats.completionTokens =
            stats.value(QStringLiteral("predictedTokensCount")).toInt();
        if (stats.value(QStringLiteral("stopReason")).toString() == QLatin1String("userStopped"))
            message.state = MessageState::Stopped;
    }
    if (!hasText)
        return std::nullopt;
    message.text = texts.join(QStringLiteral("\n\n"));
    return message;
}

} // namespace

bool readLmStudio(const QJsonObject& conversation, ImportPreview& preview)
{
    const QJsonArray messages = conversation.value(QStringLiteral("messages")).toArray();
    if (messages.isEmpty() || !messages.first().toObject().contains(QStringLiteral("versions")))
        return false;
    ConversationRecord record;
    record.title = conversation.value(QStringLiteral("name")).toString();
    record.pinned = conversation.value(QStringLiteral("pinned")).toBool();
    record.createdAt = timeFrom(conversation.value(QStringLiteral("createdAt")));
    record.updatedAt = timeFrom(conversation.value(QStringLiteral("userLastMessagedAt")));
    if (const QString system = conversation.value(QStringLiteral("systemPrompt")).toString();
        !system.isEmpty())
        record.systemPrompt = system;
    TreeBuilder tree;
    int lost = 0;
    QString parent;
    for (qsizetype i = 0; i < messages.size(); ++i) {
        const QJsonObject source = messages.at(i).toObject();
        const QJsonArray versions = source.value(QStringLiteral("versions")).toArray();
        const int selected = source.value(QStringLiteral("currentlySelected")).toInt();
        QString next = parent;
        // The others become branches that end here.
        for (qsizetype v = 0; v < versions.size(); ++v) {
            const QString id = QStringLiteral("%1/%2").arg(i).arg(v);
            auto message = lmStudioMessage(versions.at(v).toObject());
            if (message) {
                message->createdAt = record.createdAt;
                tree.add(id, parent, *message);
            } else {
                tree.skip(id, parent);
                ++lost;
            }
            if (v == selected)
                next = id;
        }
        parent = next;
    }
    lost += tree.build(parent, record);
    addRecord(std::move(record), lost, preview);
    return true;
}

bool isJanMessage(const QJsonObject& line)
{
    return line.value(QStringLiteral("object")).toString() == QLatin1String("thread.message") ||
           (line.contains(QStringLiteral("thread_id")) && line.contains(QStringLiteral("role")));
}

void readJan(const QJsonObject& thread,
             const QList<QJsonObject>& messages,
             const QString& name,
             ImportPreview& preview)
{
    ConversationRecord record;
    record.title = thread.value(QStringLiteral("title")).toString(name);
    record.createdAt = timeFrom(thread.value(QStringLiteral("created")));
    record.updatedAt = timeFrom(thread.value(QStringLiteral("updated")));
    const QJsonObject assistant =
        thread.value(QStringLiteral("assistants")).toArray().first().toObject();
    if (const QString system = assistant.value(QStringLiteral("instructions")).toString();
        !system.isEmpty())
        record.systemPrompt = system;
    const QString model =
        assistant.value(QStringLiteral("model")).toObject().value(QStringLiteral("id")).toString();
    TreeBuilder tree;
    int lost = 0;
    for (const QJsonObject& source : messages) {
        const auto role = roleNamed(source.value(QStringLiteral("role")).toString());
        bool hasText = false;
        Message message;
        message.text = textOf(source.value(QStringLiteral("content")), hasText);
        if (!role || !hasText) {
            ++lost;
            continue;
        }
        message.role = *role;
        message.createdAt = timeFrom(source.value(QStringLiteral("created_at")));
        if (*role == core::Role::Assistant)
            message.model = model;
        tree.append(message);
    }
    lost += tree.build(QString(), record);
    addRecord(std::move(record), lost, preview);
}

} // namespace app
