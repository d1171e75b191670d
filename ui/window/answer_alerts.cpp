#include "ui/window/answer_alerts.h"

#include "app/conversation/chat_controller.h"
#include "app/platform/notifier.h"
#include "app/settings/settings.h"
#include "ui/chat/reasoning.h"
#include "ui/markdown/spoken_text.h"

#include <QApplication>

namespace ui {

namespace {

constexpr qint64 kLongMs = 10'000;    // a shorter answer is waited for in front of the window
constexpr qsizetype kTextRead = 2000; // characters of an answer: its first line is among them
constexpr qsizetype kLongestLine = 120;

QString firstLine(const QString& answer)
{
    const QString text =
        markdown::spokenText(splitReasoning(answer).answer.trimmed().left(kTextRead));
    const QString line = text.section(u'\n', 0, 0).simplified();
    return line.size() <= kLongestLine ? line : line.left(kLongestLine - 1) + u'…';
}

} // namespace

AnswerAlerts::AnswerAlerts(app::ChatController& controller,
                           app::Settings& settings,
                           app::Notifier& notifier,
                           QObject* parent)
    : QObject(parent)
    , m_settings(settings)
    , m_notifier(notifier)
    , m_longMs(kLongMs)
{
    using app::ChatController;
    m_clock.start();
    connect(&controller, &ChatController::answeringChanged, this, &AnswerAlerts::noteBeginnings);
    connect(&controller, &ChatController::answerEnded, this, &AnswerAlerts::onAnswerEnded);
    connect(&controller,
            &ChatController::conversationsChanged,
            this,
            [this](const QList<app::ConversationSummary>& conversations) {
                m_titles.clear();
                for (const app::ConversationSummary& conversation : conversations)
                    m_titles.insert(conversation.id, conversation.title);
            });
}

void AnswerAlerts::setLongMs(qint64 longMs)
{
    m_longMs = longMs;
}

void AnswerAlerts::noteBeginnings(const QList<app::ConversationId>& answering)
{
    for (const app::ConversationId id : answering) {
        if (!m_answering.contains(id))
            m_began.insert(id, m_clock.elapsed());
    }
    m_answering = answering;
}

void AnswerAlerts::onAnswerEnded(const app::Message& answer)
{
    using app::MessageState;
    const qint64 began = m_began.take(answer.conversation);
    if (!m_settings.notifications() || m_clock.elapsed() - began < m_longMs ||
        answer.state == MessageState::Stopped || QApplication::activeWindow() != nullptr)
        return;
    const bool hasFailed = answer.state == MessageState::Failed;
    const QString news = hasFailed ? tr("The answer has failed.") : tr("The answer is there.");
    // Of a temporary conversation nothing is to be seen or kept elsewhere.
    if (app::isTemporaryId(answer.conversation)) {
        m_notifier.notify(answer.conversation, tr("Temporary conversation"), news);
        return;
    }
    const QString line = hasFailed ? answer.error : firstLine(answer.text);
    m_notifier.notify(answer.conversation,
                      m_titles.value(answer.conversation, tr("Fireside")),
                      line.isEmpty() ? news : line);
}

} // namespace ui
