#include "ui/chat/message_text.h"

#include "ui/widgets/model_name.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace ui {

namespace {

QString tr(const char* text, int count = -1)
{
    return QCoreApplication::translate("MessageText", text, nullptr, count);
}

} // namespace

QString speedText(const core::GenerationStats& stats)
{
    if (stats.completionTokens <= 0)
        return {};
    const QLocale locale;
    QString text = stats.completionTokens == 1
                       ? tr("1 token")
                       : tr("%1 tokens").arg(locale.toString(stats.completionTokens));
    const double speed = stats.decodeTokensPerSecond();
    if (speed > 0)
        text += tr(" · %1 tokens/s").arg(locale.toString(speed, 'f', speed < 10 ? 1 : 0));
    return text;
}

QString stateText(const app::Message& message)
{
    if (message.edited && message.state != app::MessageState::Failed)
        return tr("Edited");
    switch (message.state) {
    case app::MessageState::Stopped:
        return tr("Stopped");
    case app::MessageState::Length:
        return tr("Reached the limit");
    case app::MessageState::Failed:
        return message.error.isEmpty() ? tr("Failed") : message.error;
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
        lines << tr("Model: %1").arg(modelTitle(message.model));
    if (stats.promptTokens > 0)
        lines << tr("Prompt: %1 tokens, %2 of them remembered")
                     .arg(locale.toString(stats.promptTokens), locale.toString(stats.cachedTokens));
    if (stats.prefillMs > 0)
        lines << tr("First word after %1 s").arg(locale.toString(stats.prefillMs / 1000, 'f', 1));
    if (message.seed != 0)
        lines << tr("Seed: %1").arg(message.seed);
    if (message.state == app::MessageState::Complete)
        lines << tr("The model ended its answer");
    return lines.join(u'\n');
}

QString prefillText(int doneTokens, int totalTokens)
{
    if (totalTokens <= 0)
        return {};
    const QLocale locale;
    return tr("Reading %1 of %2 tokens")
        .arg(locale.toString(doneTokens), locale.toString(totalTokens));
}

} // namespace ui
