// What the page shows of the context: how full it is, and what to do with a message that does not
// fit.
#include "app/conversation/chat_controller.h"
#include "app/settings/settings.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"
#include "ui/chat/context_meter.h"
#include "ui/chat/context_strip.h"
#include "ui/chat/waiting_strip.h"
#include "ui/widgets/attachment.h"

#include <QLocale>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

// The name of the one that takes most of the message; empty where the words do.
QString largestFile(const QString& message)
{
    const SplitMessage split = splitAttachments(message);
    const auto largest = std::max_element(
        split.attachments.cbegin(),
        split.attachments.cend(),
        [](const Attachment& a, const Attachment& b) { return a.text.size() < b.text.size(); });
    return largest != split.attachments.cend() && largest->text.size() > split.words.size()
               ? largest->name
               : QString();
}

} // namespace

void ChatPage::connectContext()
{
    using app::ChatController;
    connect(&m_controller, &ChatController::contextFull, this, &ChatPage::askAboutContext);
    connect(&m_controller, &ChatController::contextPlanChanged, m_meter, &ContextMeter::setPlan);
    connect(&m_controller, &ChatController::conversationOpened, this, [this] {
        m_isEnlarging = false;
        dismissContext();
    });
    // What is written differently may fit, and another answer under way has been decided on.
    connect(m_composer, &Composer::textChanged, this, &ChatPage::dismissContext);
    connect(&m_controller, &ChatController::busyChanged, this, [this](bool busy) {
        if (!busy)
            return;
        m_context->hide();
        m_returned.clear();
    });
    connect(m_context, &ContextStrip::dismissed, this, [this] {
        dismissContext();
        m_leftSummaries.remove(m_summarised);
        focusComposer();
    });
    connect(m_context, &ContextStrip::leaveOutRequested, this, [this](bool always) {
        takeBack();
        m_controller.leaveOutOldest(always);
    });
    connect(m_context,
            &ContextStrip::useSummaryRequested,
            this,
            [this](const QString& summary, bool always) {
                takeBack();
                m_controller.useSummary(summary, always);
            });
    connect(m_context, &ContextStrip::startAnewRequested, this, [this](const QString& summary) {
        takeBack();
        m_controller.startWithSummary(summary);
    });
    connect(m_context, &ContextStrip::enlargeRequested, this, &ChatPage::enlargeContext);
    connect(m_context,
            &ContextStrip::summaryRequested,
            &m_controller,
            &ChatController::summariseOldest);
    app::Summariser& summariser = m_controller.summariser();
    connect(&summariser, &app::Summariser::reading, m_context, &ContextStrip::showReading);
    connect(m_context, &ContextStrip::stopRequested, &summariser, &app::Summariser::cancel);
    connect(&summariser, &app::Summariser::changed, m_context, [this](const QString& text) {
        m_context->showSummary(text, /*isDone=*/false);
    });
    connect(&summariser, &app::Summariser::finished, m_context, [this](const QString& text) {
        m_context->showSummary(text, /*isDone=*/true);
    });
    connect(&summariser, &app::Summariser::failed, m_context, &ContextStrip::failSummary);
}

void ChatPage::enlargeContext(int tokens)
{
    const bool isToBeSent = !m_returned.isEmpty() && m_composer->message() == m_returned;
    m_isEnlarging = m_returned.isEmpty(); // it was an answer
    if (m_isEnlarging)
        m_context->hide();
    else
        dismissContext();
    m_settings.setContextTokens(tokens);
    say(tr("Memory of a conversation: %1 tokens, with every model. The settings change it, under "
           "Engine.")
            .arg(QLocale().toString(m_settings.contextTokens())),
        {},
        {});
    if (isToBeSent)
        m_waiting->wait();
    openModel(QString::fromStdString(m_inference.modelInfo().path));
}

bool ChatPage::dismissContext()
{
    if (m_context->isHidden())
        return false;
    if (const QString summary = m_context->summary(); !summary.isEmpty())
        m_leftSummaries.insert(m_summarised, {m_summarisedTo, summary});
    m_context->hide();
    m_controller.forgetUnsent(); // and with it a summary under way
    return true;
}

// What was not sent, before what has been written since.
void ChatPage::putBack(const QString& text)
{
    m_composer->putBack(text);
    m_returned = text;
}

// What was put back is sent now; what stands behind it stays.
void ChatPage::takeBack()
{
    const QString returned = std::exchange(m_returned, QString());
    if (returned.isEmpty())
        return;
    m_context->hide(); // first: it has been answered, and is not dismissed by the change of text
    m_composer->takeBack(returned);
}

void ChatPage::askAboutContext(const app::ContextFit& fit)
{
    const core::ModelInfo model = m_inference.modelInfo();
    int larger = model.contextTokens;
    while (larger > 0 && larger < model.trainedContext && larger < 2 * fit.promptTokens)
        larger *= 2;
    larger = std::min(larger, model.trainedContext);
    if (larger <= model.contextTokens ||
        fit.promptTokens > larger - app::tokensForAnswer(larger)) // it would not help
        larger = 0;
    const bool isMessage = !m_returned.isEmpty();
    m_context->ask(fit,
                   isMessage,
                   largestFile(m_returned),
                   larger,
                   (larger - model.contextTokens) * m_inference.cacheBytesPerToken());
    if (isMessage && m_composer->message() == m_returned)
        m_meter->setPromptTokens(fit.promptTokens); // the two say the same
    m_summarised = m_controller.currentConversation();
    m_summarisedTo = fit.plan.end;
    // It was written, and perhaps changed, before something else was looked at.
    const auto left = m_leftSummaries.take(m_summarised);
    if (left.first == m_summarisedTo && !left.second.isEmpty()) {
        m_context->showSummary(left.second, /*isDone=*/true);
        return;
    }
    if (fit.verdict == app::ContextFit::Verdict::Full &&
        fit.plan.choice == app::ContextChoice::Summarise) {
        m_context->showSummary({}, /*isDone=*/false);
        m_controller.summariseOldest();
    }
}

void ChatPage::updateMeter()
{
    const QString own = m_controller.systemPrompt();
    m_meter->setConversation(own.isNull() ? m_settings.systemPrompt() : own, m_path);
}

} // namespace ui
