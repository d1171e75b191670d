#include "app/server/guard_socket.h"

#include "app/server/api_error.h"

#include <QTimerEvent>

#include <algorithm>
#include <cstring>
#include <utility>

#ifdef Q_OS_LINUX
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#endif

namespace app {

namespace {

constexpr qint64 kReadBufferBytes = 256 * 1024; // TCP itself holds a fast sender back
constexpr int kSendBufferBytes =
    64 * 1024; // small, so that a reader who stopped shows in bytesToWrite()
constexpr int kBodyCheckMs = 1'000;

// A peer that vanished without a word: give up after this long without an acknowledgement.
void setUserTimeout(qintptr descriptor, int timeoutMs)
{
#if defined(Q_OS_LINUX) && defined(TCP_USER_TIMEOUT)
    const auto value = static_cast<unsigned>(timeoutMs);
    ::setsockopt(static_cast<int>(descriptor), IPPROTO_TCP, TCP_USER_TIMEOUT, &value, sizeof value);
#else
    Q_UNUSED(descriptor)
    Q_UNUSED(timeoutMs)
#endif
}

// The one form in which QHttpServer sees requests: HTTP/1.1, a plain length, nothing about the
// connection.
QByteArray normalForm(const HttpRequest& request)
{
    QByteArray bytes = request.method + ' ' + request.target + " HTTP/1.1\r\n";
    for (const HttpField& field : request.fields)
        bytes += field.name + ": " + field.value + "\r\n";
    if (!request.body.isEmpty())
        bytes += "Content-Length: " + QByteArray::number(request.body.size()) + "\r\n";
    return bytes + "\r\n" + request.body;
}

} // namespace

GuardSocket::GuardSocket(QObject* parent, std::shared_ptr<GuardState> state)
    : QTcpSocket(parent)
    , m_state(std::move(state))
    , m_parser(m_state->limits,
               [this](const HttpRequest& head) { return m_state->headCheck(head, localAddress()); })
{
    m_state->sockets.push_back(this);
    setReadBufferSize(kReadBufferBytes);
    // Connected before QHttpServer connects its own slot, so this one runs first and leaves nothing
    // to read.
    connect(this, &QTcpSocket::readyRead, this, &GuardSocket::onReadyRead);
    m_disconnected = connect(this, &QTcpSocket::disconnected, this, &GuardSocket::onDisconnected);
    m_sinceProgress.start();
}

GuardSocket::~GuardSocket()
{
    // ~QAbstractSocket emits disconnected(); this object is half gone by then.
    QObject::disconnect(m_disconnected);
    if (const std::function<void()> onGone = std::exchange(m_onGone, {}))
        onGone();
    accountBody(0);
    std::erase(m_state->sockets, this);
}

bool GuardSocket::adopt(qintptr descriptor)
{
    if (!setSocketDescriptor(descriptor))
        return false;
    setSocketOption(QAbstractSocket::LowDelayOption, 1);
    setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    setSocketOption(QAbstractSocket::SendBufferSizeSocketOption, kSendBufferBytes);
    setUserTimeout(descriptor, m_state->limits.acknowledgeMs);
    // A new connection has as long as a head may take; only later ones may idle.
    m_timer.start(m_state->limits.headMs, this);
    return true;
}

void GuardSocket::claim(std::function<void()> onGone)
{
    m_claimed = true;
    m_onGone = std::move(onGone);
}

bool GuardSocket::isWaiting() const
{
    return m_phase == Phase::Receiving && m_parser.phase() != HttpRequestParser::Phase::Body;
}

qint64 GuardSocket::bytesAvailable() const
{
    return m_showing ? QIODevice::bytesAvailable() + m_shown.size() - m_shownPosition
                     : QTcpSocket::bytesAvailable();
}

qint64 GuardSocket::readData(char* data, qint64 maxSize)
{
    if (!m_showing)
        return QTcpSocket::readData(data, maxSize);
    const qint64 count = std::min<qint64>(maxSize, m_shown.size() - m_shownPosition);
    std::memcpy(data, m_shown.constData() + m_shownPosition, static_cast<std::size_t>(count));
    m_shownPosition += count;
    return count;
}

void GuardSocket::onReadyRead()
{
    if (m_showing)
        return; // our own signal: QHttpServer is to read
    if (isTransactionStarted())
        commitTransaction(); // QHttpServer opens one on every readyRead and leaves it open
    const QByteArray bytes = readAll();
    switch (m_phase) {
    case Phase::Receiving:
        m_parser.feed(bytes);
        parsed();
        break;
    case Phase::Answering:
        if (m_request.close)
            return;
        m_parser.feed(bytes);
        if (m_parser.heldBytes() > m_state->limits.maxHead) {
            m_parser.dropHeld();
            m_request.close = true;
        }
        break;
    case Phase::Closing:
    case Phase::Lingering:
    case Phase::Gone:
        break;
    }
}

void GuardSocket::parsed()
{
    using ParserPhase = HttpRequestParser::Phase;
    const ParserPhase phase = m_parser.phase();
    if (phase == ParserPhase::Rejected)
        return refuse(m_parser.rejection().status, m_parser.rejection().message);
    accountBody(phase == ParserPhase::Body ? m_parser.bodyBytes() : 0);
    if (m_state->bufferedBytes > m_state->limits.maxBuffered)
        return refuse(503, "The endpoint is receiving too much at once; try again in a moment.");
    if (phase == ParserPhase::Complete)
        return dispatch();
    if (m_parser.expectsContinue() && !m_continued) {
        m_continued = true;
        send("HTTP/1.1 100 Continue\r\n\r\n");
    }
    if (phase != m_armedFor)
        armFor(phase);
}

void GuardSocket::armFor(HttpRequestParser::Phase phase)
{
    m_armedFor = phase;
    m_sinceProgress.restart();
    switch (phase) {
    case HttpRequestParser::Phase::Idle:
        m_timer.start(m_state->limits.idleMs, this);
        break;
    case HttpRequestParser::Phase::Head:
        // The first head's time runs from the connect on: silence must not extend it.
        if (!m_first)
            m_timer.start(m_state->limits.headMs, this);
        break;
    case HttpRequestParser::Phase::Body:
        m_timer.start(std::min(kBodyCheckMs, m_state->limits.bodyGraceMs), this);
        break;
    case HttpRequestParser::Phase::Complete:
    case HttpRequestParser::Phase::Rejected:
        break;
    }
}

void GuardSocket::dispatch()
{
    m_request = m_parser.take();
    m_shown = normalForm(m_request);
    m_request.body.clear();
    m_shownPosition = 0;
    m_phase = Phase::Answering;
    m_first = false;
    m_claimed = false;
    m_continued = false;
    m_lastUnsent = 0;
    m_timer.start(m_state->limits.stallMs, this);

    m_showing = true;
    m_state->current = this;
    emit readyRead(); // QHttpServer parses and calls the handler inside this
    m_state->current = nullptr;
    m_showing = false;
    const bool consumed = m_shownPosition == m_shown.size();
    m_shown = {};

    if (m_phase != Phase::Answering)
        return; // the peer left, or the connection was refused
    // QHttpServer saw other bounds than the parser: the connection cannot be trusted any further.
    if (!consumed || !m_claimed)
        abort();
}

void GuardSocket::responseDone()
{
    if (m_phase != Phase::Answering)
        return;
    m_onGone = {};
    if (m_request.close) {
        m_phase = Phase::Closing;
        m_lastUnsent = 0;
        m_timer.start(m_state->limits.stallMs, this);
        disconnectFromHost(); // after what is still unsent
        return;
    }
    m_phase = Phase::Receiving;
    armFor(HttpRequestParser::Phase::Idle);
    m_parser.next();
    parsed();
}

void GuardSocket::send(const QByteArray& bytes)
{
    if (m_phase == Phase::Gone || state() != ConnectedState)
        return;
    write(bytes);
    if (bytesToWrite() > m_state->limits.maxUnsent)
        abort();
}

void GuardSocket::refuse(int status, const QByteArray& message)
{
    if (m_phase != Phase::Receiving)
        return;
    const QByteArray body =
        QByteArray::fromStdString(errorJson(errorForStatus(status, message.toStdString())));
    HttpFields fields{{"Content-Type", "application/json"},
                      {"Content-Length", QByteArray::number(body.size())}};
    if (status == 503)
        fields.append(HttpField{"Retry-After", "1"});
    m_phase = Phase::Lingering;
    accountBody(0);
    m_timer.start(m_state->limits.lingerMs, this);
    send(responseHead(status, fields, /*close=*/true) + body);
}

void GuardSocket::onDisconnected()
{
    m_phase = Phase::Gone;
    m_timer.stop();
    accountBody(0);
    if (const std::function<void()> onGone = std::exchange(m_onGone, {}))
        onGone();
}

void GuardSocket::accountBody(qint64 bytes)
{
    m_state->bufferedBytes += bytes - m_accounted;
    m_accounted = bytes;
}

void GuardSocket::timerEvent(QTimerEvent* event)
{
    if (event->timerId() != m_timer.timerId())
        return QTcpSocket::timerEvent(event);
    switch (m_phase) {
    case Phase::Receiving:
        if (m_parser.phase() == HttpRequestParser::Phase::Body) {
            checkBodyRate();
        } else if (m_parser.phase() == HttpRequestParser::Phase::Head) {
            refuse(408, "The request head did not arrive in time.");
        } else {
            m_phase = Phase::Closing;
            m_timer.start(m_state->limits.lingerMs, this);
            disconnectFromHost();
        }
        break;
    case Phase::Answering:
    case Phase::Closing:
        checkProgress();
        break;
    case Phase::Lingering:
        abort();
        break;
    case Phase::Gone:
        m_timer.stop();
        break;
    }
}

void GuardSocket::checkBodyRate()
{
    const qint64 elapsedMs = m_sinceProgress.elapsed();
    if (elapsedMs >= m_state->limits.bodyGraceMs &&
        m_parser.bodyBytes() * 1000 < elapsedMs * m_state->limits.minBodyRate)
        refuse(408, "The request body arrives too slowly.");
}

// A reader that took nothing during a whole interval is given up.
void GuardSocket::checkProgress()
{
    const qint64 unsent = bytesToWrite();
    if (unsent > 0 && unsent == m_lastUnsent)
        return abort();
    if (unsent == 0 && m_phase == Phase::Closing)
        return abort();
    m_lastUnsent = unsent;
}

} // namespace app
