#include "app/chats/exchange/text_export.h"

#include <QLocale>

namespace app {

namespace {

const char* const kStyle =
    "body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.55 system-ui,sans-serif;"
    "color:#1f2328;background:#fff}h1{font-size:1.5rem}h1:not(:first-child){margin-top:4rem}"
    ".who{font-weight:600;margin:1.6rem 0 .3rem}.when{color:#667;font-weight:400;font-size:.85rem}"
    ".text{white-space:pre-wrap;overflow-wrap:anywhere}.user{background:#f3f4f6;"
    "border-radius:.6rem;padding:.6rem .9rem}pre{background:#f6f8fa;border:1px solid #d8dee4;"
    "border-radius:.4rem;padding:.7rem;overflow-x:auto;white-space:pre;font-size:.9rem}"
    "@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#1b1c1e}.user{background:"
    "#2a2c30}pre{background:#232529;border-color:#3a3d42}.when{color:#9aa}}"
    "@media print{pre{white-space:pre-wrap;break-inside:avoid}}";

QString speaker(const Message& message)
{
    switch (message.role) {
    case core::Role::User:
        return QStringLiteral("You");
    case core::Role::Assistant:
        return message.model.isEmpty() ? QStringLiteral("Assistant") : message.model;
    case core::Role::System:
        return QStringLiteral("System");
    case core::Role::Tool:
        break;
    }
    return QStringLiteral("Tool");
}

QString when(const QDateTime& time)
{
    return time.isValid()
               ? time.toString(QStringLiteral("yyyy-MM-dd HH:mm")) + QStringLiteral(" UTC")
               : QString();
}

QString htmlBlock(const QString& text)
{
    const QString trimmed = text.trimmed();
    return trimmed.isEmpty()
               ? QString()
               : QStringLiteral("<div class=\"text\">%1</div>\n").arg(trimmed.toHtmlEscaped());
}

// Fenced code blocks become <pre>; an open fence goes to the end, as renderers have it.
QString htmlText(const QString& text)
{
    QString html;
    QString part;
    QString fence; // not empty: inside of code that this one ends
    const QStringList lines = text.split(u'\n');
    const auto endCode = [&] {
        html += QStringLiteral("<pre><code>%1</code></pre>\n").arg(part.toHtmlEscaped());
        part.clear();
        fence.clear();
    };
    for (const QString& line : lines) {
        const QString bare = line.trimmed();
        if (fence.isEmpty() &&
            (bare.startsWith(QLatin1String("```")) || bare.startsWith(QLatin1String("~~~")))) {
            html += htmlBlock(part);
            part.clear();
            qsizetype length = 3;
            while (length < bare.size() && bare.at(length) == bare.at(0))
                ++length;
            fence = bare.left(length);
        } else if (!fence.isEmpty() && bare.startsWith(fence) &&
                   bare.count(fence.at(0)) == bare.size()) {
            endCode();
        } else {
            part += line + u'\n';
        }
    }
    if (fence.isEmpty())
        html += htmlBlock(part);
    else
        endCode();
    return html;
}

} // namespace

QString toMarkdown(const ConversationRecord& record)
{
    QString text = QStringLiteral("# %1\n").arg(record.title.simplified());
    if (!record.systemPrompt.trimmed().isEmpty())
        text += QStringLiteral("\n## System\n\n%1\n").arg(record.systemPrompt.trimmed());
    const QList<Message> path = shownPath(record);
    for (const Message& message : path) {
        const QString time = when(message.createdAt);
        text += QStringLiteral("\n## %1%2\n\n%3\n")
                    .arg(speaker(message),
                         time.isEmpty() ? time : QStringLiteral(" · ") + time,
                         message.text.trimmed());
    }
    return text;
}

QString toHtml(const QList<ConversationRecord>& records)
{
    const QString title =
        records.size() == 1 ? records.first().title : QStringLiteral("Conversations");
    QString html = QStringLiteral("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">\n<title>%1"
                                  "</title>\n<style>%2</style></head>\n<body>\n")
                       .arg(title.toHtmlEscaped(), QLatin1String(kStyle));
    for (const ConversationRecord& record : records) {
        html += QStringLiteral("<h1>%1</h1>\n").arg(record.title.toHtmlEscaped());
        const QList<Message> path = shownPath(record);
        for (const Message& message : path) {
            html += QStringLiteral("<div class=\"who\">%1 <span class=\"when\">%2</span></div>\n"
                                   "<div class=\"%3\">\n%4</div>\n")
                        .arg(speaker(message).toHtmlEscaped(),
                             when(message.createdAt),
                             message.role == core::Role::User ? QStringLiteral("user")
                                                              : QStringLiteral("answer"),
                             htmlText(message.text));
        }
    }
    return html + QStringLiteral("</body></html>\n");
}

} // namespace app
