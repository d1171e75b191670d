#include "app/server/sse_stream.h"

namespace app {

SseStream::SseStream(HttpReply& reply, int pingMs)
    : QObject(&reply)
    , m_reply(reply)
{
    m_ping.setInterval(pingMs);
    connect(&m_ping, &QTimer::timeout, this, &SseStream::ping);
}

void SseStream::begin()
{
    if (hasBegun())
        return;
    m_reply.addField("Cache-Control", "no-cache");
    m_reply.addField("X-Accel-Buffering", "no"); // a proxy must not collect the events
    m_reply.beginStream("text/event-stream");
    m_ping.start();
}

void SseStream::sendEvent(const QByteArray& data)
{
    begin();
    m_reply.sendPiece("data: " + data + "\n\n");
    m_ping.start();
}

void SseStream::end()
{
    sendEvent("[DONE]");
    m_ping.stop();
    m_reply.endStream();
}

void SseStream::endWithError(const QByteArray& data)
{
    sendEvent(data);
    m_reply.closeAfterwards();
    end();
}

void SseStream::ping()
{
    m_reply.sendPiece(":\n\n");
}

} // namespace app
