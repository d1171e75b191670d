// The listening side of the guard: accepts connections as GuardSockets and bounds their number.
//
// Lives on the server's thread, bound to a QHttpServer, which owns it.
#pragma once

#include "app/server/guard_socket.h"

#include <QTcpServer>

#include <memory>

namespace app {

class HttpGuard final : public QTcpServer
{
    Q_OBJECT

public:
    HttpGuard(const HttpLimits& limits,
              std::function<std::optional<HttpRejection>(const HttpRequest&, const QHostAddress&)>
                  headCheck,
              QObject* parent = nullptr);

    // The connection whose request QHttpServer is dispatching right now; null outside a dispatch.
    GuardSocket* current() const { return m_state->current; }
    const HttpLimits& limits() const { return m_state->limits; }

    // Cuts every connection off; each answer under way learns that its client is gone.
    void abortAll();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    bool makeRoom(); // false: every connection is at work

    const std::shared_ptr<GuardState> m_state;
};

} // namespace app
