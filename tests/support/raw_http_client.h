// A connection to an HTTP server on this machine that sends exactly the bytes it is told to, right
// or wrong.
//
// Every wait runs the event loop, so fakes on the same thread go on working. One thread.
#pragma once

#include <QByteArray>
#include <QTcpSocket>
#include <QUrl>

#include <functional>
#include <optional>

namespace tests {

struct RawResponse
{
    int status = 0;
    QByteArray head; // status line and fields
    QByteArray body; // decoded

    // Value of the first field of this name; empty where absent.
    QByteArray field(const QByteArray& name) const;
};

class RawHttpClient
{
public:
    explicit RawHttpClient(const QUrl& url, int timeoutMs = 5000);

    bool isConnected() const
    {
        return m_connected && m_socket.state() == QAbstractSocket::ConnectedState;
    }
    void send(const QByteArray& bytes);

    // The next whole response; empty where none came in time. Responses without length or chunks
    // end with the connection.
    std::optional<RawResponse> response(bool bodyExpected = true);

    bool waitFor(const QByteArray& text); // until it is among the bytes received and not taken yet
    bool waitForClose();
    const QByteArray& received() const { return m_received; }

    void finish(); // FIN
    void reset();  // RST

    // A whole request in the plain form; Host is filled in.
    QByteArray request(const QByteArray& method,
                       const QByteArray& target,
                       const QByteArray& fields = {},
                       const QByteArray& body = {}) const;
    QByteArray postJson(const QByteArray& target, const QByteArray& json) const;

private:
    bool waitUntil(const std::function<bool()>& condition);
    std::optional<RawResponse> takeResponse(bool bodyExpected);

    QTcpSocket m_socket;
    QByteArray m_received;
    QByteArray m_host;
    int m_timeoutMs = 0;
    bool m_connected = false;
};

} // namespace tests
