// One completion under way: listens to its generation and writes the response, as a stream or
// whole.
//
// A child of the reply. Whatever ends the reply (a complete response, a client that left, the
// server's end) ends the call, and a generation that still runs is cancelled with it.
#pragma once

#include "app/server/completion_response.h"
#include "app/server/generation_hub.h"
#include "app/server/http_reply.h"
#include "app/server/server_options.h"
#include "app/server/sse_stream.h"

#include <QObject>
#include <QTimer>

namespace app {

class CompletionCall final : public QObject, public GenerationListener
{
    Q_OBJECT

public:
    // Submits at once.
    CompletionCall(HttpReply& reply,
                   GenerationHub& hub,
                   CompletionRequest request,
                   ResponseIdentity identity,
                   const ServerOptions& options);
    ~CompletionCall() override;

    void prefillMoved() override;
    void textAppended(const QString& text) override;
    void finished(core::FinishReason reason, const core::GenerationStats& stats) override;
    void failed(core::ErrorCode code, const QString& message) override;

private:
    void openStream(); // head and first chunk, once
    void fail(const ApiError& error);

    HttpReply& m_reply;
    GenerationHub& m_hub;
    CompletionResponse m_response;
    bool m_stream = false;
    bool m_includeUsage = false;
    core::RequestId m_id;
    QString m_echo;
    QString m_text; // so far, of a response that is sent whole
    SseStream m_events;
    QTimer m_headerGrace;
};

// The error as a whole JSON response, with Retry-After where it helps.
void sendError(HttpReply& reply, const ApiError& error);

} // namespace app
