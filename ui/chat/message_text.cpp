#include "ui/chat/message_text.h"

#include <QCoreApplication>
#include <QLocale>

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

QString prefillText(int doneTokens, int totalTokens)
{
    if (totalTokens <= 0)
        return {};
    const QLocale locale;
    return tr("Reading %1 of %2 tokens")
        .arg(locale.toString(doneTokens), locale.toString(totalTokens));
}

} // namespace ui
