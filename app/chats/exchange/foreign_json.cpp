#include "app/chats/exchange/foreign_json.h"

#include "app/chats/exchange/import_text.h"

#include <QJsonArray>

#include <algorithm>

namespace app {

std::optional<core::Role> roleNamed(const QString& name)
{
    const QString role = name.toLower();
    if (role == QLatin1String("user") || role == QLatin1String("human"))
        return core::Role::User;
    if (role == QLatin1String("assistant") || role == QLatin1String("model") ||
        role == QLatin1String("ai"))
        return core::Role::Assistant;
    if (role == QLatin1String("system") || role == QLatin1String("developer"))
        return core::Role::System;
    if (role == QLatin1String("tool"))
        return core::Role::Tool;
    return std::nullopt;
}

QDateTime timeFrom(const QJsonValue& value)
{
    if (value.isString())
        return QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toUTC();
    const double number = value.toDouble();
    // Milliseconds since 1970 passed 10^11 in 1973; seconds will in the year 5138.
    const double milliseconds = number < 1e11 ? number * 1000 : number;
    if (!(milliseconds > 0) || milliseconds > 1e14)
        return {};
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(milliseconds)).toUTC();
}

QString textOf(const QJsonValue& content, bool& found)
{
    if (content.isString()) {
        found = true;
        return content.toString();
    }
    if (content.isObject()) {
        const QJsonObject part = content.toObject();
        for (const char* name : {"text", "value", "parts", "content"}) {
            if (part.contains(QLatin1String(name)))
                return textOf(part.value(QLatin1String(name)), found);
        }
        return QString();
    }
    QStringList texts;
    const QJsonArray parts = content.toArray();
    for (const QJsonValue& part : parts) {
        bool hasText = false;
        const QString text = textOf(part, hasText);
        if (hasText && !text.isEmpty())
            texts.append(text);
        found = found || hasText;
    }
    return texts.join(QStringLiteral("\n\n"));
}

void addRecord(ConversationRecord record, int lostMessages, ImportPreview& preview)
{
    if (record.title.trimmed().isEmpty() && !record.messages.isEmpty())
        record.title = record.messages.first().text.simplified().left(48);
    if (lostMessages > 0) {
        preview.problems.append(ImportText::tr("%1 messages of “%2” hold no text that can be read.")
                                    .arg(lostMessages)
                                    .arg(record.title));
    }
    if (record.messages.isEmpty()) {
        preview.problems.append(ImportText::tr("“%1” holds no messages.").arg(record.title));
        return;
    }
    preview.conversations.append(std::move(record));
}

} // namespace app
