#include "app/chats/exchange/json_format.h"

#include "app/chats/exchange/import_text.h"
#include "app/chats/exchange/odds_json.h"
#include "app/chats/exchange/tree_builder.h"
#include "app/chats/message_row.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace app {

namespace {

constexpr int kVersion = 1;
const QLatin1String kFormat("fireside-conversations");

QString isoTime(const QDateTime& time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

QDateTime timeOf(const QJsonValue& value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toUTC();
}

QJsonObject parsed(const QString& text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object();
}

QString compact(const QJsonObject& object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject messageObject(const Message& message)
{
    QJsonObject object{{QStringLiteral("id"), message.id},
                       {QStringLiteral("role"), roleColumn(message.role)},
                       {QStringLiteral("state"), stateColumn(message.state)},
                       {QStringLiteral("text"), notNull(message.text)},
                       {QStringLiteral("createdAt"), isoTime(message.createdAt)}};
    if (message.parent != 0)
        object.insert(QStringLiteral("parent"), message.parent);
    if (!message.error.isEmpty())
        object.insert(QStringLiteral("error"), message.error);
    if (!message.model.isEmpty())
        object.insert(QStringLiteral("model"), message.model);
    if (!message.settings.isEmpty()) {
        const QJsonObject settings = parsed(message.settings);
        object.insert(QStringLiteral("settings"),
                      compact(settings) == message.settings ? QJsonValue(settings)
                                                            : QJsonValue(message.settings));
    }
    // As text: a number of JSON does not hold 64 bits.
    if (message.seed != 0)
        object.insert(QStringLiteral("seed"), QString::number(message.seed));
    if (message.edited)
        object.insert(QStringLiteral("edited"), true);
    if (!(message.stats == core::GenerationStats())) {
        object.insert(
            QStringLiteral("stats"),
            QJsonObject{{QStringLiteral("promptTokens"), message.stats.promptTokens},
                        {QStringLiteral("cachedTokens"), message.stats.cachedTokens},
                        {QStringLiteral("completionTokens"), message.stats.completionTokens},
                        {QStringLiteral("prefillMs"), message.stats.prefillMs},
                        {QStringLiteral("decodeMs"), message.stats.decodeMs}});
    }
    return object;
}

std::optional<Message> messageOf(const QJsonObject& object)
{
    const auto role = roleOfColumn(object.value(QStringLiteral("role")).toString());
    const QJsonValue text = object.value(QStringLiteral("text"));
    if (!role || !text.isString())
        return std::nullopt;
    Message message;
    message.role = *role;
    message.text = text.toString();
    message.state = stateOfColumn(object.value(QStringLiteral("state")).toString())
                        .value_or(MessageState::Complete);
    if (message.state == MessageState::Streaming)
        message.state = MessageState::Stopped;
    message.createdAt = timeOf(object.value(QStringLiteral("createdAt")));
    message.error = object.value(QStringLiteral("error")).toString();
    message.model = object.value(QStringLiteral("model")).toString();
    const QJsonValue settings = object.value(QStringLiteral("settings"));
    message.settings = settings.isObject() ? compact(settings.toObject()) : settings.toString();
    message.seed = object.value(QStringLiteral("seed")).toString().toULongLong();
    message.edited = object.value(QStringLiteral("edited")).toBool();
    const QJsonObject stats = object.value(QStringLiteral("stats")).toObject();
    message.stats.promptTokens = stats.value(QStringLiteral("promptTokens")).toInt();
    message.stats.cachedTokens = stats.value(QStringLiteral("cachedTokens")).toInt();
    message.stats.completionTokens = stats.value(QStringLiteral("completionTokens")).toInt();
    message.stats.prefillMs = stats.value(QStringLiteral("prefillMs")).toDouble();
    message.stats.decodeMs = stats.value(QStringLiteral("decodeMs")).toDouble();
    return message;
}

QJsonObject conversationObject(const ConversationRecord& record)
{
    QJsonArray messages;
    for (const Message& message : record.messages) {
        QJsonObject one = messageObject(message);
        if (const QList<OddsRun> odds = record.odds.value(message.id); !odds.isEmpty())
            one.insert(QStringLiteral("odds"), toJson(odds));
        messages.append(one);
    }
    QJsonObject object{{QStringLiteral("title"), notNull(record.title)},
                       {QStringLiteral("createdAt"), isoTime(record.createdAt)},
                       {QStringLiteral("updatedAt"), isoTime(record.updatedAt)},
                       {QStringLiteral("currentMessage"), record.currentLeaf},
                       {QStringLiteral("messages"), messages}};
    if (!record.systemPrompt.isNull())
        object.insert(QStringLiteral("systemPrompt"), record.systemPrompt);
    if (record.pinned)
        object.insert(QStringLiteral("pinned"), true);
    if (record.archived)
        object.insert(QStringLiteral("archived"), true);
    if (!record.folder.isEmpty())
        object.insert(QStringLiteral("folder"), record.folder);
    if (!(record.context == ContextPlan())) {
        object.insert(QStringLiteral("context"),
                      QJsonObject{{QStringLiteral("whenFull"), nameOf(record.context.choice)},
                                  {QStringLiteral("end"), record.context.end},
                                  {QStringLiteral("summary"), notNull(record.context.summary)}});
    }
    if (!record.tags.isEmpty())
        object.insert(QStringLiteral("tags"), QJsonArray::fromStringList(record.tags));
    return object;
}

QString idOf(const QJsonValue& value)
{
    return value.isDouble() ? QString::number(value.toInteger()) : QString();
}

} // namespace

QByteArray toJson(const QList<ConversationRecord>& records)
{
    QJsonArray conversations;
    // The numbers of many tokens, one a line, would be most of the file.
    QJsonDocument::JsonFormat format = QJsonDocument::Indented;
    for (const ConversationRecord& record : records) {
        conversations.append(conversationObject(record));
        if (!record.odds.isEmpty())
            format = QJsonDocument::Compact;
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("format"), QString(kFormat)},
                                     {QStringLiteral("version"), kVersion},
                                     {QStringLiteral("conversations"), conversations}})
        .toJson(format);
}

bool isOwnFormat(const QJsonObject& root)
{
    return root.value(QStringLiteral("format")).toString() == kFormat;
}

void readOwnFormat(const QJsonObject& root, ImportPreview& preview)
{
    if (root.value(QStringLiteral("version")).toInt() > kVersion) {
        preview.problems.append(ImportText::tr(
            "The file was exported by a newer Fireside; what this version does not know is left "
            "out."));
    }
    const QJsonArray conversations = root.value(QStringLiteral("conversations")).toArray();
    for (const QJsonValue& value : conversations) {
        const QJsonObject object = value.toObject();
        ConversationRecord record;
        record.title = object.value(QStringLiteral("title")).toString();
        if (object.contains(QStringLiteral("systemPrompt")))
            record.systemPrompt = notNull(object.value(QStringLiteral("systemPrompt")).toString());
        record.pinned = object.value(QStringLiteral("pinned")).toBool();
        record.archived = object.value(QStringLiteral("archived")).toBool();
        record.folder = object.value(QStringLiteral("folder")).toString();
        const QJsonArray tags = object.value(QStringLiteral("tags")).toArray();
        for (const QJsonValue& tag : tags)
            record.tags.append(tag.toString());
        record.createdAt = timeOf(object.value(QStringLiteral("createdAt")));
        record.updatedAt = timeOf(object.value(QStringLiteral("updatedAt")));
        TreeBuilder tree;
        int lost = 0;
        const QJsonArray messages = object.value(QStringLiteral("messages")).toArray();
        for (const QJsonValue& entry : messages) {
            const QJsonObject source = entry.toObject();
            const QString id = idOf(source.value(QStringLiteral("id")));
            const QString parent = idOf(source.value(QStringLiteral("parent")));
            if (const auto message = messageOf(source)) {
                tree.add(id, parent, *message);
            } else {
                tree.skip(id, parent);
                ++lost;
            }
        }
        lost += tree.build(idOf(object.value(QStringLiteral("currentMessage"))), record);
        for (const QJsonValue& entry : messages) {
            const MessageId number = tree.numberOf(idOf(entry[QStringLiteral("id")]));
            const QJsonArray odds = entry[QStringLiteral("odds")].toArray();
            if (number != 0 && !odds.isEmpty())
                record.odds.insert(number, oddsOfJson(odds));
        }
        if (lost > 0)
            preview.problems.append(
                ImportText::tr("%1 messages of “%2” cannot be read.").arg(lost).arg(record.title));
        const QJsonObject context = object.value(QStringLiteral("context")).toObject();
        record.context = {contextChoiceOf(context.value(QStringLiteral("whenFull")).toString()),
                          tree.numberOf(idOf(context.value(QStringLiteral("end")))),
                          context.value(QStringLiteral("summary")).toString()};
        preview.conversations.append(record);
    }
}

} // namespace app
