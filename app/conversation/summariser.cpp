#include "app/conversation/summariser.h"

#include "app/conversation/prompt.h"
#include "app/threads/run_in_background.h"

#include <algorithm>

namespace app {

namespace {

// Shares of the context window.
constexpr int kPieceShare = 2;
constexpr int kSummaryShare = 8;

QString transcript(const QList<Message>& messages)
{
    QString text;
    for (const Message& message : messages) {
        text += message.role == core::Role::User ? QStringLiteral("Person: ")
                                                 : QStringLiteral("Assistant: ");
        text += withoutThoughts(message.text).trimmed() + QStringLiteral("\n\n");
    }
    return text;
}

QString taskFor(const QString& former, const QString& piece)
{
    QString task = QStringLiteral(
        "Summarise the conversation below in a few short paragraphs, in its own language. Keep "
        "names, numbers, decisions and open questions. Write the summary alone.\n\n");
    if (!former.isEmpty())
        task += QStringLiteral("What came before, to be part of the summary:\n") + former +
                QStringLiteral("\n\n");
    return task + QStringLiteral("The conversation:\n") + piece;
}

} // namespace

QStringList
splitByTokens(const QString& text, int budget, const std::function<int(const QString&)>& count)
{
    QStringList pieces;
    QString rest = text;
    while (!rest.isEmpty()) {
        qsizetype length = rest.size();
        while (length > 1 && count(rest.left(length)) > budget)
            length /= 2;
        if (length < rest.size()) {
            if (const qsizetype line = rest.lastIndexOf(u'\n', length - 1); line > length / 2)
                length = line + 1;
            else if (length > 1 && rest.at(length - 1).isHighSurrogate())
                --length;
        }
        pieces.append(rest.left(length));
        rest.remove(0, length);
    }
    return pieces;
}

Summariser::Summariser(Inference& inference, QObject* parent)
    : QObject(parent)
    , m_inference(inference)
{
    m_counting.setMaxThreadCount(1);
    connect(
        &inference,
        &Inference::prefillProgress,
        this,
        [this](core::RequestId id, int done, int total) {
            if (id == m_request)
                emit reading(done, total, int(m_parts - m_pieces.size()), int(m_parts));
        },
        Qt::QueuedConnection);
    connect(
        &inference,
        &Inference::textAppended,
        this,
        [this](core::RequestId id, const QString& text) {
            if (!(id == m_request))
                return;
            m_text += text;
            emit changed(withoutThoughts(m_text).trimmed());
        },
        Qt::QueuedConnection);
    connect(
        &inference,
        &Inference::finished,
        this,
        [this](core::RequestId id, core::FinishReason reason) { onFinished(id, reason); },
        Qt::QueuedConnection);
    connect(
        &inference,
        &Inference::failed,
        this,
        [this](core::RequestId id, core::ErrorCode, const QString& message) {
            if (id == m_request)
                fail(message);
        },
        Qt::QueuedConnection);
}

Summariser::~Summariser()
{
    cancel();
    m_counting.waitForDone();
}

void Summariser::start(const QString& former, const QList<Message>& messages)
{
    cancel();
    m_summary = former;
    const int budget = std::max(1, m_inference.modelInfo().contextTokens / kPieceShare);
    runInBackground(
        m_counting,
        [&inference = m_inference, text = transcript(messages), budget] {
            return splitByTokens(text, budget, [&inference](const QString& piece) {
                core::GenerationRequest request;
                request.prompt = piece.toStdString();
                return inference.countTokens(request);
            });
        },
        this,
        [this, round = m_round](const QStringList& pieces) {
            if (round != m_round)
                return;
            m_pieces = pieces;
            m_parts = pieces.size();
            next();
        });
}

void Summariser::cancel()
{
    ++m_round;
    if (m_request.value != 0)
        m_inference.cancel(m_request);
    m_request = {};
    m_pieces.clear();
}

void Summariser::next()
{
    if (m_pieces.isEmpty()) {
        emit finished(m_summary);
        return;
    }
    Message task;
    task.text = taskFor(m_summary, m_pieces.takeFirst());
    core::GenerationRequest request;
    request.prompt = promptFor({}, {task});
    request.sampling.temperature = 0;
    request.maxTokens = std::max(1, m_inference.modelInfo().contextTokens / kSummaryShare);
    m_text.clear();
    m_request = m_inference.submit(std::move(request));
}

// Nothing may take the place of the summary so far unless it holds what that held.
void Summariser::onFinished(core::RequestId id, core::FinishReason reason)
{
    if (!(id == m_request))
        return;
    if (reason == core::FinishReason::Cancelled) {
        fail(tr("The summary was not finished, because the model was changed; ask for it again."));
        return;
    }
    const QString summary = withoutThoughts(m_text).trimmed();
    if (summary.isEmpty()) {
        fail(tr("The model wrote no summary; ask for it again, or choose another model or a "
                "larger context window."));
        return;
    }
    m_request = {};
    m_summary = summary;
    next();
}

void Summariser::fail(const QString& message)
{
    m_request = {};
    m_pieces.clear();
    emit failed(message);
}

} // namespace app
