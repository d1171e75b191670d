#include "app/conversation/title_maker.h"

#include "app/chats/chat_store.h"
#include "app/conversation/chat_controller.h"
#include "app/conversation/prompt.h"
#include "app/conversation/usual_sampling.h"
#include "app/settings/settings.h"

#include <algorithm>
#include <utility>

namespace app {

namespace {

constexpr int kQuietMs = 3000;
constexpr int kMaxTokens = 24;
constexpr int kMaxAttempts = 5;
constexpr qsizetype kLongestFirstMessage = 4000; // a longer one is not worth reading again
constexpr qsizetype kMaxWords = 9;               // six were asked for
constexpr qsizetype kLongestTitle = 60;

const char* const kTask = "Give this conversation a title of at most six words, in its own "
                          "language. Write the title alone.";

QString stripped(QString text)
{
    const QString marks = QStringLiteral("\"'“”„«»*#_` .。");
    while (!text.isEmpty() && marks.contains(text.back()))
        text.chop(1);
    while (!text.isEmpty() && marks.contains(text.front()))
        text.remove(0, 1);
    return text;
}

} // namespace

QString titleOfAnswer(const QString& answer)
{
    QString title = stripped(withoutThoughts(answer).trimmed().section(u'\n', 0, 0).simplified());
    if (title.startsWith(QLatin1String("title:"), Qt::CaseInsensitive))
        title = stripped(title.mid(6));
    // What talks about the task, or goes on and on, is no title.
    const bool hasLetter = std::any_of(
        title.begin(), title.end(), [](QChar character) { return character.isLetter(); });
    if (!hasLetter || title.endsWith(u':') || title.endsWith(u',') || title.endsWith(u'，') ||
        title.size() > kLongestTitle || title.count(u' ') >= kMaxWords)
        return QString();
    return titleFor(title);
}

TitleMaker::TitleMaker(ChatController& controller,
                       ChatStore& store,
                       Inference& inference,
                       Settings& settings,
                       QObject* parent)
    : QObject(parent)
    , m_controller(controller)
    , m_store(store)
    , m_inference(inference)
    , m_settings(settings)
{
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietMs);
    connect(&m_quiet, &QTimer::timeout, this, &TitleMaker::next);
    connect(&controller, &ChatController::answerEnded, this, &TitleMaker::onAnswerEnded);
    connect(&controller, &ChatController::messagePrepared, this, &TitleMaker::waitForQuiet);
    connect(
        &inference,
        &Inference::textAppended,
        this,
        [this](core::RequestId id, const QString& text) {
            if (id == m_request)
                m_text += text;
        },
        Qt::QueuedConnection);
    connect(&inference, &Inference::finished, this, &TitleMaker::onEnded, Qt::QueuedConnection);
    connect(
        &inference,
        &Inference::failed,
        this,
        [this](core::RequestId id) {
            if (id == m_request)
                m_text.clear();
            onEnded(id, core::FinishReason::Length);
        },
        Qt::QueuedConnection);
}

void TitleMaker::setQuietMs(int quietMs)
{
    m_quiet.setInterval(quietMs);
}

void TitleMaker::onAnswerEnded(const Message& answer)
{
    const bool isWhole =
        answer.state == MessageState::Complete || answer.state == MessageState::Length;
    if (isWhole && !isTemporaryId(answer.conversation) && !m_waiting.contains(answer.conversation))
        m_waiting.append(answer.conversation);
    waitForQuiet();
}

void TitleMaker::waitForQuiet()
{
    if (!m_waiting.isEmpty())
        m_quiet.start();
}

void TitleMaker::next()
{
    if (m_conversation != 0 || m_waiting.isEmpty() || m_controller.isBusy())
        return; // the end of what is running comes back here
    m_conversation = m_waiting.takeFirst();
    if (!m_settings.modelTitles() || m_inference.modelState() != ModelState::Ready ||
        isSmallModel(m_inference.modelInfo().parameters)) {
        settle();
        return;
    }
    m_store.path(m_conversation, this, [this](const core::Result<ConversationPath>& path) {
        const bool isNew = path && path->messages.size() == 2 &&
                           path->title == titleFor(path->messages.first().text) &&
                           path->messages.first().text.size() <= kLongestFirstMessage;
        if (isNew)
            ask(*path);
        else
            settle();
    });
}

// The conversation and one more message: what was computed of it is still there.
void TitleMaker::ask(const ConversationPath& path)
{
    m_former = path.title;
    m_text.clear();
    Message task;
    task.text = QString::fromLatin1(kTask);
    core::ChatPrompt prompt =
        promptFor(path.systemPrompt.isNull() ? m_settings.systemPrompt() : path.systemPrompt,
                  path.messages + QList<Message>{task});
    // A model that thinks first would not come to the title.
    if (path.messages.last().text.trimmed().startsWith(QLatin1String("<think>")))
        prompt.answerSoFar = "<think>\n\n</think>\n\n";
    core::GenerationRequest request;
    request.prompt = std::move(prompt);
    request.sampling.temperature = 0;
    request.maxTokens = kMaxTokens;
    request.priority = core::Priority::Ahead;
    m_request = m_inference.submit(std::move(request));
}

void TitleMaker::onEnded(core::RequestId id, core::FinishReason reason)
{
    if (id.value == 0 || !(id == m_request))
        return;
    m_request = {};
    if (reason == core::FinishReason::Cancelled && ++m_attempts[m_conversation] < kMaxAttempts) {
        m_waiting.append(std::exchange(m_conversation, 0)); // something else came: later
        waitForQuiet();
        return;
    }
    const bool isWhole = reason != core::FinishReason::Cancelled &&
                         (reason != core::FinishReason::Length || m_text.trimmed().contains(u'\n'));
    const QString title = isWhole ? titleOfAnswer(m_text) : QString();
    if (!title.isEmpty())
        m_controller.replaceTitle(m_conversation, m_former, title);
    settle();
}

void TitleMaker::settle()
{
    const ConversationId id = std::exchange(m_conversation, 0);
    m_attempts.remove(id);
    waitForQuiet();
    emit settled(id);
}

} // namespace app
