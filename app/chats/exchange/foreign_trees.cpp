// ChatGPT, Open WebUI and the page of llama-server: formats that keep the branches.
#include "app/chats/exchange/foreign_json.h"
#include "app/chats/exchange/tree_builder.h"

#include <QJsonArray>
#include <QSet>

namespace app {

namespace {

QStringList tagsOf(const QJsonValue& value)
{
    QStringList tags;
    const QJsonArray list = value.toArray();
    for (const QJsonValue& tag : list) {
        const QString name = tag.isObject()
                                 ? tag.toObject().value(QStringLiteral("name")).toString()
                                 : tag.toString();
        if (!name.isEmpty())
            tags.append(name);
    }
    return tags;
}

// The keys of nodes, which name each other, so that siblings stand in the order their parent gives
// them. What no parent lists comes last.
QStringList inOrder(const QJsonObject& nodes, const QString& parentKey, const QString& childrenKey)
{
    QStringList order;
    QSet<QString> seen;
    const auto add = [&](const QString& id) {
        if (nodes.contains(id) && !seen.contains(id)) {
            seen.insert(id);
            order.append(id);
        }
    };
    for (auto node = nodes.begin(); node != nodes.end(); ++node) {
        if (!nodes.contains(node->toObject().value(parentKey).toString()))
            add(node.key());
    }
    for (qsizetype i = 0; i < order.size(); ++i) {
        const QJsonArray children =
            nodes.value(order.at(i)).toObject().value(childrenKey).toArray();
        for (const QJsonValue& child : children)
            add(child.toString());
    }
    for (auto node = nodes.begin(); node != nodes.end(); ++node)
        add(node.key());
    return order;
}

// What ChatGPT keeps in the tree but never shows.
bool isHidden(const QJsonObject& message)
{
    const QJsonObject metadata = message.value(QStringLiteral("metadata")).toObject();
    const QString role =
        message.value(QStringLiteral("author")).toObject().value(QStringLiteral("role")).toString();
    return role == QLatin1String("system") ||
           metadata.value(QStringLiteral("is_visually_hidden_from_conversation")).toBool();
}

} // namespace

bool readChatGpt(const QJsonObject& conversation, ImportPreview& preview)
{
    if (!conversation.value(QStringLiteral("mapping")).isObject())
        return false;
    ConversationRecord record;
    record.title = conversation.value(QStringLiteral("title")).toString();
    record.createdAt = timeFrom(conversation.value(QStringLiteral("create_time")));
    record.updatedAt = timeFrom(conversation.value(QStringLiteral("update_time")));
    record.archived = conversation.value(QStringLiteral("is_archived")).toBool();
    const QJsonObject mapping = conversation.value(QStringLiteral("mapping")).toObject();
    TreeBuilder tree;
    int lost = 0;
    const QStringList order =
        inOrder(mapping, QStringLiteral("parent"), QStringLiteral("children"));
    for (const QString& id : order) {
        const QJsonObject node = mapping.value(id).toObject();
        const QString parent = node.value(QStringLiteral("parent")).toString();
        const QJsonObject source = node.value(QStringLiteral("message")).toObject();
        bool hasText = false;
        Message message;
        message.text = textOf(source.value(QStringLiteral("content")), hasText);
        const auto role = roleNamed(source.value(QStringLiteral("author"))
                                        .toObject()
                                        .value(QStringLiteral("role"))
                                        .toString());
        if (source.isEmpty() || isHidden(source) || (hasText && message.text.isEmpty())) {
            tree.skip(id, parent);
            continue;
        }
        if (!role || !hasText) {
            ++lost;
            tree.skip(id, parent);
            continue;
        }
        message.role = *role;
        message.createdAt = timeFrom(source.value(QStringLiteral("create_time")));
        if (*role == core::Role::Assistant)
            message.model = source.value(QStringLiteral("metadata"))
                                .toObject()
                                .value(QStringLiteral("model_slug"))
                                .toString();
        tree.add(id, parent, message);
    }
    lost += tree.build(conversation.value(QStringLiteral("current_node")).toString(), record);
    addRecord(std::move(record), lost, preview);
    return true;
}

bool readOpenWebUi(const QJsonObject& conversation, ImportPreview& preview)
{
    const QJsonObject chat = conversation.value(QStringLiteral("chat")).toObject();
    const QJsonObject history = chat.value(QStringLiteral("history")).toObject();
    if (!history.value(QStringLiteral("messages")).isObject())
        return false;
    ConversationRecord record;
    record.title = chat.value(QStringLiteral("title")).toString();
    if (record.title.isEmpty())
        record.title = conversation.value(QStringLiteral("title")).toString();
    if (const QString system = chat.value(QStringLiteral("system")).toString(); !system.isEmpty())
        record.systemPrompt = system;
    record.pinned = conversation.value(QStringLiteral("pinned")).toBool();
    record.archived = conversation.value(QStringLiteral("archived")).toBool();
    record.tags =
        tagsOf(conversation.value(QStringLiteral("meta")).toObject().value(QStringLiteral("tags")));
    record.createdAt = timeFrom(conversation.value(QStringLiteral("created_at")));
    record.updatedAt = timeFrom(conversation.value(QStringLiteral("updated_at")));
    const QJsonObject messages = history.value(QStringLiteral("messages")).toObject();
    TreeBuilder tree;
    int lost = 0;
    const QStringList order =
        inOrder(messages, QStringLiteral("parentId"), QStringLiteral("childrenIds"));
    for (const QString& id : order) {
        const QJsonObject source = messages.value(id).toObject();
        const QString parent = source.value(QStringLiteral("parentId")).toString();
        const auto role = roleNamed(source.value(QStringLiteral("role")).toString());
        bool hasText = false;
        Message message;
        message.text = textOf(source.value(QStringLiteral("content")), hasText);
        if (!role || !hasText) {
            ++lost;
            tree.skip(id, parent);
            continue;
        }
        message.role = *role;
        message.createdAt = timeFrom(source.value(QStringLiteral("timestamp")));
        if (*role == core::Role::Assistant)
            message.model = source.value(QStringLiteral("model")).toString();
        tree.add(id, parent, message);
    }
    lost += tree.build(history.value(QStringLiteral("currentId")).toString(), record);
    addRecord(std::move(record), lost, preview);
    return true;
}

bool readLlamaServer(const QJsonObject& conversation, ImportPreview& preview)
{
    const QJsonObject about = conversation.value(QStringLiteral("conv")).toObject();
    if (about.isEmpty() || !conversation.value(QStringLiteral("messages")).isArray())
        return false;
    ConversationRecord record;
    record.title = about.value(QStringLiteral("name")).toString();
    record.updatedAt = timeFrom(about.value(QStringLiteral("lastModified")));
    TreeBuilder tree;
    int lost = 0;
    // Identifiers are numbers in older versions.
    const auto idOf = [](const QJsonValue& value) { return value.toVariant().toString(); };
    const QJsonArray messages = conversation.value(QStringLiteral("messages")).toArray();
    for (const QJsonValue& entry : messages) {
        const QJsonObject source = entry.toObject();
        const QString id = idOf(source.value(QStringLiteral("id")));
        const QString parent = idOf(source.value(QStringLiteral("parent")));
        const auto role = roleNamed(source.value(QStringLiteral("role")).toString());
        bool hasText = false;
        Message message;
        message.text = textOf(source.value(QStringLiteral("content")), hasText);
        if (source.value(QStringLiteral("type")).toString() == QLatin1String("root")) {
            tree.skip(id, parent);
            continue;
        }
        if (!role || !hasText) {
            ++lost;
            tree.skip(id, parent);
            continue;
        }
        message.role = *role;
        message.createdAt = timeFrom(source.value(QStringLiteral("timestamp")));
        if (*role == core::Role::Assistant) {
            message.model = source.value(QStringLiteral("model")).toString();
            const QJsonObject timings = source.value(QStringLiteral("timings")).toObject();
            message.stats.promptTokens = timings.value(QStringLiteral("prompt_n")).toInt();
            message.stats.completionTokens = timings.value(QStringLiteral("predicted_n")).toInt();
            message.stats.prefillMs = timings.value(QStringLiteral("prompt_ms")).toDouble();
            message.stats.decodeMs = timings.value(QStringLiteral("predicted_ms")).toDouble();
        }
        tree.add(id, parent, message);
    }
    lost += tree.build(idOf(about.value(QStringLiteral("currNode"))), record);
    if (!record.messages.isEmpty())
        record.createdAt = record.messages.first().createdAt;
    addRecord(std::move(record), lost, preview);
    return true;
}

} // namespace app
