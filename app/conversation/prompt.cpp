#include "app/conversation/prompt.h"

#include "core/prompt/answer_reader.h"

namespace app {

namespace {

constexpr qsizetype kTitleLength = 48;

} // namespace

core::ChatPrompt promptFor(const QString& systemPrompt, const QList<Message>& path)
{
    core::ChatPrompt prompt;
    const auto add = [&prompt](core::Role role, const QString& text) {
        core::ChatMessage message;
        message.role = role;
        message.content = text.toStdString();
        prompt.messages.push_back(std::move(message));
    };
    if (!systemPrompt.trimmed().isEmpty())
        add(core::Role::System, systemPrompt);
    for (const Message& message : path) {
        const bool isUser = message.role == core::Role::User;
        if (!isUser && message.text.trimmed().isEmpty())
            continue;
        if (isUser && !prompt.messages.empty() && prompt.messages.back().role == core::Role::User)
            prompt.messages.back().content += "\n\n" + message.text.toStdString();
        else
            add(message.role, message.text);
    }
    return prompt;
}

QString titleFor(const QString& text)
{
    QString title = text.trimmed().section(u'\n', 0, 0).left(4 * kTitleLength).simplified();
    if (title.size() <= kTitleLength)
        return title;
    title.truncate(kTitleLength - 1);
    // At a word's end where there is one nearby, and never between two halves of a character.
    if (const qsizetype space = title.lastIndexOf(u' '); space > kTitleLength / 2)
        title.truncate(space);
    else if (title.back().isHighSurrogate())
        title.chop(1);
    return title + QChar(0x2026);
}

QString withoutThoughts(const QString& answer)
{
    return QString::fromStdString(core::withoutReasoning(answer.toStdString()));
}

} // namespace app
