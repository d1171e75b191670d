#include "app/chats/exchange/text_export.h"

#include "app/chats/model_name.h"

#include <QLocale>

namespace app {

namespace {

const char* const kStyle =
    "body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.55 system-ui,sans-serif;"
    "color:#1f2328;background:#fff}h1{font-size:1.5rem}h1:not(:first-child){margin-top:4rem}"
    ".who{font-weight:600;margin:1.6rem 0 .3rem}.when{color:#667;font-weight:400;font-size:.85rem}"
    ".text,.user p{white-space:pre-wrap;overflow-wrap:anywhere}.user{background:#f3f4f6;"
    "border-radius:.6rem;padding:.6rem .9rem}pre{background:#f6f8fa;border:1px solid #d8dee4;"
    "border-radius:.4rem;padding:.7rem;overflow-x:auto;white-space:pre;font-size:.9rem}"
    "code{font-family:ui-monospace,monospace;font-size:.92em}pre code{font-size:1em}"
    "blockquote{margin:.6rem 0;padding-left:.9rem;border-left:3px solid #ccd;color:#556}"
    "table{border-collapse:collapse;margin:.8rem 0}th,td{border:1px solid #d8dee4;padding:.3rem "
    ".6rem;vertical-align:top}h2,h3,h4,h5,h6{font-size:1.1rem;margin:1.2rem 0 .4rem}"
    "summary{cursor:pointer;font-size:.9rem}"
    "@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#1b1c1e}.user{background:"
    "#2a2c30}pre{background:#232529;border-color:#3a3d42}.when{color:#9aa}}"
    "@media print{pre{white-space:pre-wrap;break-inside:avoid}}";

QString htmlBody(const QList<ConversationRecord>& records, const RenderText& render)
{
    QString html;
    for (const ConversationRecord& record : records) {
        html += QStringLiteral("<h1>") + record.title.toHtmlEscaped() + QStringLiteral("</h1>\n");
        const QList<Message> path = shownPath(record);
        for (const Message& message : path) {
            const QString kind = message.role == core::Role::User ? QStringLiteral("user")
                                                                  : QStringLiteral("answer");
            html += QStringLiteral("<div class=\"who\">") + speakerOf(message).toHtmlEscaped() +
                    QStringLiteral(" <span class=\"when\">") + timeOf(message) +
                    QStringLiteral("</span></div>\n<div class=\"") + kind +
                    QStringLiteral("\">\n") + render(message.role, message.text) +
                    QStringLiteral("</div>\n");
        }
    }
    return html;
}

} // namespace

QString speakerOf(const Message& message)
{
    switch (message.role) {
    case core::Role::User:
        return QStringLiteral("You");
    case core::Role::Assistant:
        return message.model.isEmpty() ? QStringLiteral("Assistant") : modelTitle(message.model);
    case core::Role::System:
        return QStringLiteral("System");
    case core::Role::Tool:
        break;
    }
    return QStringLiteral("Tool");
}

QString timeOf(const Message& message)
{
    const QDateTime& time = message.createdAt;
    return time.isValid() ? time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm t"))
                          : QString();
}

QString toMarkdown(const ConversationRecord& record)
{
    QString text = QStringLiteral("# %1\n").arg(record.title.simplified());
    if (!record.systemPrompt.trimmed().isEmpty())
        text += QStringLiteral("\n## System\n\n%1\n").arg(record.systemPrompt.trimmed());
    const QList<Message> path = shownPath(record);
    for (const Message& message : path) {
        const QString time = timeOf(message);
        text += QStringLiteral("\n## %1%2\n\n%3\n")
                    .arg(speakerOf(message),
                         time.isEmpty() ? time : QStringLiteral(" · ") + time,
                         message.text.trimmed());
    }
    return text;
}

QString documentTitle(const QList<ConversationRecord>& records)
{
    return records.size() == 1 ? records.first().title : QStringLiteral("Conversations");
}

QString toHtml(const QList<ConversationRecord>& records, const RenderText& render)
{
    return QStringLiteral("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"/>\n<title>") +
           documentTitle(records).toHtmlEscaped() + QStringLiteral("</title>\n<style>") +
           QLatin1String(kStyle) + QStringLiteral("</style></head>\n<body>\n") +
           htmlBody(records, render) + QStringLiteral("</body></html>\n");
}

QString escapedText(core::Role, const QString& text)
{
    return QStringLiteral("<div class=\"text\">") + text.trimmed().toHtmlEscaped() +
           QStringLiteral("</div>\n");
}

} // namespace app
