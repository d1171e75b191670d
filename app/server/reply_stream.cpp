#include "app/server/reply_stream.h"

namespace app {

ReplyStream::ReplyStream(HttpReply& reply, const StreamForm& form, int pingMs)
    : QObject(&reply)
    , m_reply(reply)
    , m_form(form)
{
    m_ping.setInterval(pingMs);
    connect(&m_ping, &QTimer::timeout, this, [this] { m_reply.sendPiece(m_form.ping); });
}

void ReplyStream::begin()
{
    if (hasBegun())
        return;
    m_reply.addField("Cache-Control", "no-cache");
    m_reply.addField("X-Accel-Buffering", "no"); // a proxy must not collect the pieces
    m_reply.beginStream(m_form.contentType);
    m_ping.start();
}

void ReplyStream::send(const std::string& piece)
{
    if (piece.empty())
        return;
    begin();
    m_reply.sendPiece(QByteArray::fromStdString(piece));
    m_ping.start();
}

void ReplyStream::end()
{
    m_ping.stop();
    m_reply.endStream();
}

} // namespace app
