// One connection of the endpoint, standing between the network and QHttpServer.
//
// QHttpServer (Qt 6.4) limits nothing and reads framing loosely, so it never sees raw bytes: this
// socket takes them away as they arrive, frames one request with HttpRequestParser, and only then
// shows QHttpServer that request, complete and in normal form, through bytesAvailable() and
// readData(). While the response is under way, later requests are held back. Reading never stops,
// because Qt notices a peer that left only while it reads.
//
// Lives on the server's thread. Owned as QHttpServer arranges it, which differs between Qt
// versions; what outlives the socket is shared (GuardState).
#pragma once

#include "app/server/http_request_parser.h"

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QHostAddress>
#include <QTcpSocket>

#include <functional>
#include <memory>
#include <vector>

namespace app {

class GuardSocket;

// What the connections of one guard share.
struct GuardState
{
    HttpLimits limits;
    // May the head go on? The address is the connection's end on this machine.
    std::function<std::optional<HttpRejection>(const HttpRequest&, const QHostAddress&)> headCheck;
    std::vector<GuardSocket*> sockets; // alive, oldest first
    GuardSocket* current = nullptr;    // whose request QHttpServer is dispatching right now
    qint64 bufferedBytes = 0;          // of request bodies in the making
};

class GuardSocket final : public QTcpSocket
{
    Q_OBJECT

public:
    GuardSocket(QObject* parent, std::shared_ptr<GuardState> state);
    ~GuardSocket() override;

    // Adopts the descriptor and sets its options. False: the descriptor is no good.
    bool adopt(qintptr descriptor);

    // The request being answered, without its body (QHttpServer has that).
    const HttpRequest& request() const { return m_request; }

    // The handler takes the response over; onGone is called once if the client leaves before
    // responseDone().
    void claim(std::function<void()> onGone);
    // All response bytes are written. From the event loop only, never inside the handler.
    void responseDone();
    void closeAfterResponse() { m_request.close = true; }

    // Writes response bytes; a peer that lets too many pile up is cut off.
    void send(const QByteArray& bytes);

    // Answers with an error of ours and ends the connection.
    void refuse(int status, const QByteArray& message);

    bool isWaiting() const; // for a first or next request: may be evicted
    bool isRefused() const { return m_phase == Phase::Lingering; }
    qint64 waitingMs() const { return m_sinceProgress.elapsed(); }

    qint64 bytesAvailable() const override;

protected:
    qint64 readData(char* data, qint64 maxSize) override;
    void timerEvent(QTimerEvent* event) override;

private:
    enum class Phase
    {
        Receiving, // the parser's phase says more
        Answering,
        Closing,   // the last response is on its way out
        Lingering, // refused; input is thrown away for a while, so that no reset overtakes the
                   // refusal
        Gone,
    };

    void onReadyRead();
    void onDisconnected();
    void parsed();
    void dispatch();
    void accountBody(qint64 bytes);
    void armFor(HttpRequestParser::Phase phase);
    void checkBodyRate();
    void checkProgress();

    const std::shared_ptr<GuardState> m_state;
    HttpRequestParser m_parser;
    Phase m_phase = Phase::Receiving;
    HttpRequestParser::Phase m_armedFor = HttpRequestParser::Phase::Idle;
    HttpRequest m_request;
    bool m_claimed = false;
    bool m_continued = false;
    bool m_first = true; // no request has come yet
    std::function<void()> m_onGone;

    QByteArray m_shown; // the request as QHttpServer gets to read it
    qsizetype m_shownPosition = 0;
    bool m_showing = false;

    qint64 m_accounted = 0;
    qint64 m_lastUnsent = 0;
    QBasicTimer m_timer;
    QElapsedTimer m_sinceProgress;
    QMetaObject::Connection m_disconnected;
};

} // namespace app
