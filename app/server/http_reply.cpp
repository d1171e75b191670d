#include "app/server/http_reply.h"

#include <utility>

namespace app {

HttpReply::HttpReply(HttpGuard& guard, QHttpServerResponder&& responder)
    : QObject(&guard)
    , m_socket(guard.current())
    , m_busyToken(std::move(responder))
{
    Q_ASSERT(m_socket != nullptr);
    m_headOnly = m_socket->request().method == "HEAD";
    m_http10 = m_socket->request().http10;
    m_socket->claim([this] {
        m_socket = nullptr;
        emit clientGone();
        deleteLater();
    });
}

HttpReply::~HttpReply()
{
    if (!m_socket)
        return;
    m_socket->claim({});
    // Without a complete response the connection has no defined state any more.
    if (!m_done)
        m_socket->abort();
}

void HttpReply::addField(const QByteArray& name, const QByteArray& value)
{
    m_fields.append({name, value});
}

void HttpReply::sendWhole(int status, const QByteArray& contentType, const QByteArray& body)
{
    if (!isOpen() || m_streaming)
        return;
    if (status != 204) {
        addField("Content-Type", contentType);
        addField("Content-Length", QByteArray::number(body.size()));
    }
    QByteArray bytes = responseHead(status, m_fields, m_socket->request().close);
    if (!m_headOnly && status != 204)
        bytes += body;
    m_socket->send(bytes);
    finish();
}

void HttpReply::beginStream(const QByteArray& contentType)
{
    if (!isOpen() || m_streaming)
        return;
    m_streaming = true;
    addField("Content-Type", contentType);
    if (!m_http10)
        addField("Transfer-Encoding", "chunked");
    m_socket->send(responseHead(200, m_fields, m_socket->request().close));
}

void HttpReply::sendPiece(const QByteArray& bytes)
{
    // An empty chunk would end the stream.
    if (!isOpen() || !m_streaming || bytes.isEmpty())
        return;
    m_socket->send(m_http10 ? bytes
                            : QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
}

void HttpReply::closeAfterwards()
{
    if (isOpen())
        m_socket->closeAfterResponse();
}

void HttpReply::endStream()
{
    if (!isOpen() || !m_streaming)
        return;
    if (!m_http10)
        m_socket->send("0\r\n\r\n");
    finish();
}

void HttpReply::finish()
{
    m_done = true;
    // From the event loop: Qt 6.5 and later connect readyRead once more when the responder dies
    // inside its handler.
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_busyToken.reset();
            if (m_socket) {
                m_socket->claim({});
                m_socket->responseDone();
            }
            deleteLater();
        },
        Qt::QueuedConnection);
}

} // namespace app
