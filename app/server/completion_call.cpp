#include "app/server/completion_call.h"

#include <utility>

namespace app {

void sendError(HttpReply& reply, const ApiError& error)
{
    if (error.retryAfterSeconds > 0)
        reply.addField("Retry-After", QByteArray::number(error.retryAfterSeconds));
    else if (error.status >= 500)
        reply.addField("x-should-retry", "false"); // clients of the API otherwise try again twice
    reply.sendWhole(error.status, "application/json", QByteArray::fromStdString(errorJson(error)));
}

CompletionCall::CompletionCall(HttpReply& reply,
                               GenerationHub& hub,
                               CompletionRequest request,
                               ResponseIdentity identity,
                               const ServerOptions& options)
    : QObject(&reply)
    , m_reply(reply)
    , m_hub(hub)
    , m_response(request.kind, std::move(identity), request.stream && request.includeUsage)
    , m_stream(request.stream)
    , m_includeUsage(request.includeUsage)
    , m_events(reply, options.pingMs)
{
    if (request.echo)
        m_echo = QString::fromStdString(std::get<std::string>(request.generation.prompt));
    // An error that shows within moments (a prompt too long, a full queue) can still have its own
    // status; after that the client gets its head, long before the prompt is computed.
    m_headerGrace.setSingleShot(true);
    connect(&m_headerGrace, &QTimer::timeout, this, &CompletionCall::openStream);
    if (m_stream)
        m_headerGrace.start(options.headerGraceMs);
    // At once, not only with the reply: what is queued for this request would come first.
    connect(&reply, &HttpReply::clientGone, this, [this] { m_hub.forget(m_id); });
    m_id = m_hub.submit(std::move(request.generation), *this);
}

CompletionCall::~CompletionCall()
{
    m_hub.forget(m_id);
}

void CompletionCall::openStream()
{
    m_headerGrace.stop();
    if (!m_stream || m_events.hasBegun())
        return;
    m_events.begin();
    m_events.sendEvent(QByteArray::fromStdString(m_response.openingChunk()));
    if (!m_echo.isEmpty())
        m_events.sendEvent(QByteArray::fromStdString(m_response.textChunk(m_echo.toStdString())));
}

void CompletionCall::prefillMoved()
{
    openStream();
}

void CompletionCall::textAppended(const QString& text)
{
    if (text.isEmpty())
        return;
    if (!m_stream) {
        m_text += text;
        return;
    }
    openStream();
    m_events.sendEvent(QByteArray::fromStdString(m_response.textChunk(text.toStdString())));
}

void CompletionCall::finished(core::FinishReason reason, const core::GenerationStats& stats)
{
    // This side cancels only together with its client, so here the model was replaced or the engine
    // is ending.
    if (reason == core::FinishReason::Cancelled)
        return fail(apiErrorFrom(core::ErrorCode::Cancelled,
                                 "The answer was stopped before its end because the model was "
                                 "replaced or unloaded; try again."));
    if (!m_stream) {
        const std::string text = (m_echo + m_text).toStdString();
        m_reply.sendWhole(200,
                          "application/json",
                          QByteArray::fromStdString(m_response.whole(text, reason, stats)));
        return;
    }
    openStream();
    m_events.sendEvent(QByteArray::fromStdString(m_response.finishChunk(reason)));
    if (m_includeUsage)
        m_events.sendEvent(QByteArray::fromStdString(m_response.usageChunk(stats)));
    m_events.end();
}

void CompletionCall::failed(core::ErrorCode code, const QString& message)
{
    fail(apiErrorFrom(code, message.toStdString()));
}

void CompletionCall::fail(const ApiError& error)
{
    m_headerGrace.stop();
    if (m_events.hasBegun())
        m_events.endWithError(QByteArray::fromStdString(errorJson(error)));
    else
        sendError(m_reply, error);
}

} // namespace app
