#include "app/server/http_guard.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace app {

namespace {

constexpr int kAcceptPauseMs = 500;

} // namespace

HttpGuard::HttpGuard(
    const HttpLimits& limits,
    std::function<std::optional<HttpRejection>(const HttpRequest&, const QHostAddress&)> headCheck,
    QObject* parent)
    : QTcpServer(parent)
    , m_state(std::make_shared<GuardState>())
{
    m_state->limits = limits;
    m_state->headCheck = std::move(headCheck);
    setListenBacklogSize(128);
    // Out of descriptors, QTcpServer stops accepting for good; they come back, and so does
    // accepting.
    connect(this, &QTcpServer::acceptError, this, [this] {
        QTimer::singleShot(kAcceptPauseMs, this, [this] { resumeAccepting(); });
    });
}

void HttpGuard::abortAll()
{
    const std::vector<GuardSocket*> sockets = m_state->sockets; // aborting changes the list
    for (GuardSocket* socket : sockets)
        socket->abort();
}

void HttpGuard::incomingConnection(qintptr descriptor)
{
    const bool room = makeRoom();
    const auto refused =
        std::count_if(m_state->sockets.cbegin(),
                      m_state->sockets.cend(),
                      [](const GuardSocket* socket) { return socket->isRefused(); });
    auto* socket = new GuardSocket(this, m_state);
    if (!socket->adopt(descriptor)) {
        delete socket;
        return;
    }
    if (room) {
        addPendingConnection(socket);
        return;
    }
    // Never handed to QHttpServer, which would otherwise delete it.
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    if (refused >= m_state->limits.maxRefused)
        socket->abort();
    else
        socket->refuse(503, "All connections of the endpoint are at work; try again in a moment.");
}

bool HttpGuard::makeRoom()
{
    int open = 0;
    GuardSocket* longestWaiting = nullptr;
    for (GuardSocket* socket : m_state->sockets) {
        if (socket->state() != QAbstractSocket::ConnectedState || socket->isRefused())
            continue;
        ++open;
        if (socket->isWaiting() &&
            (longestWaiting == nullptr || socket->waitingMs() > longestWaiting->waitingMs()))
            longestWaiting = socket;
    }
    if (open < m_state->limits.maxConnections)
        return true;
    if (longestWaiting == nullptr)
        return false;
    longestWaiting->abort();
    return true;
}

} // namespace app
