#include "tests/support/raw_http_client.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTest>

#include <sys/socket.h>

namespace tests {

namespace {

// The decoded body and where it ends; empty while the last chunk is missing.
std::optional<std::pair<QByteArray, qsizetype>> decodeChunks(const QByteArray& bytes, qsizetype at)
{
    QByteArray body;
    for (;;) {
        const qsizetype end = bytes.indexOf("\r\n", at);
        if (end < 0)
            return {};
        const qsizetype size = bytes.mid(at, end - at).toLongLong(nullptr, 16);
        if (bytes.size() < end + 2 + size + 2)
            return {};
        body += bytes.mid(end + 2, size);
        at = end + 2 + size + 2;
        if (size == 0)
            return std::pair(body, at);
    }
}

} // namespace

QByteArray RawResponse::field(const QByteArray& name) const
{
    for (const QByteArray& line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

RawHttpClient::RawHttpClient(const QUrl& url, int timeoutMs)
    : m_host(url.host().toLatin1() + ':' + QByteArray::number(url.port()))
    , m_timeoutMs(timeoutMs)
{
    QObject::connect(
        &m_socket, &QTcpSocket::readyRead, &m_socket, [this] { m_received += m_socket.readAll(); });
    m_socket.connectToHost(url.host(), static_cast<quint16>(url.port()));
    m_connected = waitUntil([this] { return m_socket.state() == QAbstractSocket::ConnectedState; });
}

void RawHttpClient::send(const QByteArray& bytes)
{
    m_socket.write(bytes);
    m_socket.flush();
}

std::optional<RawResponse> RawHttpClient::response(bool bodyExpected)
{
    std::optional<RawResponse> result;
    waitUntil([&] {
        result = takeResponse(bodyExpected);
        return result.has_value();
    });
    return result;
}

std::optional<RawResponse> RawHttpClient::takeResponse(bool bodyExpected)
{
    const qsizetype headEnd = m_received.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return {};
    RawResponse response;
    response.head = m_received.left(headEnd);
    response.status = response.head.mid(9, 3).toInt();
    qsizetype end = headEnd + 4;
    const QByteArray length = response.field("Content-Length");
    if (response.field("Transfer-Encoding") == "chunked") {
        const auto decoded = decodeChunks(m_received, end);
        if (!decoded)
            return {};
        response.body = decoded->first;
        end = decoded->second;
    } else if (!length.isEmpty()) {
        if (bodyExpected) {
            if (m_received.size() < end + length.toLongLong())
                return {};
            response.body = m_received.mid(end, length.toLongLong());
            end += length.toLongLong();
        }
    } else if (bodyExpected && response.status != 204 && response.status != 100) {
        if (m_socket.state() == QAbstractSocket::ConnectedState)
            return {};
        response.body = m_received.mid(end);
        end = m_received.size();
    }
    m_received.remove(0, end);
    return response;
}

bool RawHttpClient::waitFor(const QByteArray& text)
{
    return waitUntil([&] { return m_received.contains(text); });
}

bool RawHttpClient::waitForClose()
{
    return waitUntil([this] { return m_socket.state() == QAbstractSocket::UnconnectedState; });
}

void RawHttpClient::finish()
{
    m_socket.disconnectFromHost();
}

void RawHttpClient::reset()
{
    const linger off{1, 0};
    ::setsockopt(
        static_cast<int>(m_socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &off, sizeof off);
    m_socket.abort();
}

QByteArray RawHttpClient::request(const QByteArray& method,
                                  const QByteArray& target,
                                  const QByteArray& fields,
                                  const QByteArray& body) const
{
    QByteArray bytes = method + ' ' + target + " HTTP/1.1\r\nHost: " + m_host + "\r\n" + fields;
    if (!body.isEmpty())
        bytes += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return bytes + "\r\n" + body;
}

QByteArray RawHttpClient::postJson(const QByteArray& target, const QByteArray& json) const
{
    return request("POST", target, "Content-Type: application/json\r\n", json);
}

bool RawHttpClient::waitUntil(const std::function<bool()>& condition)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > m_timeoutMs)
            return false;
        QTest::qWait(1);
    }
    return true;
}

} // namespace tests
