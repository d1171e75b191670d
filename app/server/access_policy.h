// Who may call the endpoint. Immutable after construction, thread-safe.
//
// Host: a web page can point a name of its own at 127.0.0.1 (DNS rebinding), but its requests then
// carry that name. Only names of the loopback, configured names, and the IP address the connection
// really came in on are served. The port in Host is not compared: it differs behind a tunnel, and
// the page cannot choose another name by it. Origin: a browser says which page a request comes
// from. Pages that do not come from this machine are refused unless listed. Programs send no
// Origin.
#pragma once

#include "app/server/http_request_parser.h"
#include "app/server/server_options.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QHostAddress>

#include <optional>

namespace app {

class AccessPolicy
{
public:
    explicit AccessPolicy(const ServerOptions& options);

    // localAddress: the end of the connection on this machine. Empty: the head may go on.
    std::optional<HttpRejection> check(const HttpRequest& head,
                                       const QHostAddress& localAddress) const;

    bool hostAllowed(const QByteArray& host, const QHostAddress& localAddress) const;
    bool originAllowed(const QByteArray& origin) const;

    // Authorization: Bearer, or X-Api-Key. Takes the same time whatever the difference is.
    bool keyAccepted(const HttpRequest& request) const;

private:
    QByteArrayList m_hostNames; // lower case
    QByteArrayList m_origins;   // lower case
    QByteArray m_keyDigest;     // SHA-256; empty where no key is asked for
};

} // namespace app
