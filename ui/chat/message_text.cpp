#include "ui/chat/message_text.h"

#include "app/chats/model_name.h"
#include "app/conversation/answer_settings.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <cmath>

namespace ui {

namespace {

constexpr double kLeastSecondsLeft = 2; // below it the answer is there before one has read it

struct MessageText
{
    Q_DECLARE_TR_FUNCTIONS(MessageText)
};

QString lengthText(const app::Message& message)
{
    const int limit = app::pausedAt(message.settings);
    if (limit <= 0)
        return MessageText::tr("The model can read no further: the context is full");
    // What went on has more tokens than the limit, which holds for each time; else their number
    // stands beside this.
    return message.stats.completionTokens > limit
               ? MessageText::tr("Paused after %Ln more tokens", nullptr, limit)
               : MessageText::tr("Paused at the limit");
}

} // namespace

QString speedText(const core::GenerationStats& stats)
{
    if (stats.completionTokens <= 0)
        return {};
    const QLocale locale;
    QString text = MessageText::tr("%Ln tokens", nullptr, stats.completionTokens);
    const double speed = stats.decodeTokensPerSecond();
    if (speed > 0)
        text +=
            MessageText::tr(" · %1 tokens/s").arg(locale.toString(speed, 'f', speed < 10 ? 1 : 0));
    return text;
}

QString stateText(const app::Message& message)
{
    if (message.edited && message.state != app::MessageState::Failed)
        return MessageText::tr("Edited");
    switch (message.state) {
    case app::MessageState::Stopped:
        return MessageText::tr("Stopped");
    case app::MessageState::Length:
        return lengthText(message);
    case app::MessageState::Failed:
        return message.error.isEmpty() ? MessageText::tr("Failed") : message.error;
    case app::MessageState::Complete:
    case app::MessageState::Streaming:
        break;
    }
    return {};
}

QString detailText(const app::Message& message)
{
    if (message.role == core::Role::User)
        return {};
    const QLocale locale;
    const core::GenerationStats& stats = message.stats;
    QStringList lines;
    if (!message.model.isEmpty())
        lines << MessageText::tr("Model: %1").arg(app::modelTitle(message.model));
    if (stats.promptTokens > 0)
        lines << MessageText::tr(
                     "Prompt: %Ln tokens, %1 of them remembered", nullptr, stats.promptTokens)
                     .arg(locale.toString(stats.cachedTokens));
    if (stats.prefillMs > 0)
        lines << MessageText::tr("First word after %1 s")
                     .arg(locale.toString(stats.prefillMs / 1000, 'f', 1));
    if (message.seed != 0)
        lines << MessageText::tr("Seed: %1").arg(message.seed);
    switch (message.state) {
    case app::MessageState::Complete:
        lines << (message.edited ? MessageText::tr("A person wrote or changed this answer")
                                 : MessageText::tr("The model ended its answer"));
        break;
    case app::MessageState::Stopped:
        lines << MessageText::tr("The answer was stopped before its end");
        break;
    case app::MessageState::Length:
        lines << lengthText(message);
        break;
    case app::MessageState::Failed:
    case app::MessageState::Streaming:
        break;
    }
    return lines.join(u'\n');
}

QString prefillText(int doneTokens, int totalTokens, double secondsLeft)
{
    if (totalTokens <= 0)
        return {};
    const QLocale locale;
    const QString text = MessageText::tr("Reading %1 of %2 tokens")
                             .arg(locale.toString(doneTokens), locale.toString(totalTokens));
    if (secondsLeft < kLeastSecondsLeft)
        return text;
    const QString left =
        secondsLeft < 60
            ? MessageText::tr("about %1 s left").arg(int(std::ceil(secondsLeft)))
            : MessageText::tr("about %1 min left").arg(int(std::ceil(secondsLeft / 60)));
    return text + QStringLiteral(" · ") + left;
}

} // namespace ui
