// What the endpoint is started with. Plain values.
#pragma once

#include "app/server/http_message.h"
#include "app/server/session_limits.h"

#include <QString>
#include <QStringList>

namespace app {

struct ServerOptions
{
    QString host = QStringLiteral("127.0.0.1"); // "localhost" or an IP address to listen on
    quint16 port = 8080;                        // 0: any free port
    QString apiKey; // empty: none is asked for; addresses beyond loopback need one

    // Beyond what is always allowed: loopback, and IP addresses of this machine.
    QStringList hostNames; // names clients may use in the Host field, without port
    QStringList origins;   // of web pages that may call the endpoint: "https://chat.example"

    HttpLimits limits;
    SessionLimits sessions;
    int pingMs = 10'000; // a comment in a silent stream, so that no client or proxy gives up
    int headerGraceMs =
        100; // how long a stream waits for an early error, which can then have its own status
};

} // namespace app
