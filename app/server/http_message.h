// The plain vocabulary of the endpoint's HTTP layer: a framed request, a response head, the limits
// of both.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

namespace app {

struct HttpField
{
    QByteArray name; // as the client spelled it
    QByteArray value;

    bool operator==(const HttpField&) const = default;
};

using HttpFields = QList<HttpField>;

// One request whose framing is proven: exactly these bytes belong to it.
struct HttpRequest
{
    QByteArray method; // case-sensitive token
    QByteArray target; // origin-form: starts with '/', or is "*"
    HttpFields fields; // without those that speak of framing or of the connection
    QByteArray body;   // decoded
    bool http10 = false;
    bool close = false; // the connection ends after the response

    // The first field of this name, in any case; empty where absent.
    QByteArray field(QByteArrayView name) const;
    QByteArray path() const; // target without its query
};

struct HttpLimits
{
    int maxConnections = 64;
    int maxRefused = 256; // connections beyond that are being told "busy" at one time
    qsizetype maxRequestLine = 8 * 1024;
    qsizetype maxHead =
        16 * 1024; // request line and fields, also of trailers and of held-back input
    int maxFields = 64;
    qsizetype maxBody = 16 * 1024 * 1024;  // decoded
    qint64 maxBuffered = 64 * 1024 * 1024; // request bytes of all connections together
    qint64 maxUnsent = 4 * 1024 * 1024;    // response bytes that a slow reader lets pile up

    int headMs = 5'000;       // from the first byte (or the connect) to the end of the head
    int bodyGraceMs = 10'000; // after that, a body must have come at minBodyRate
    int minBodyRate = 1024;   // bytes per second
    int idleMs = 15'000;      // between requests
    int stallMs = 30'000;     // without progress in sending
    int lingerMs = 1'000; // input is read on after a refusal, so that the client gets to read it
    int acknowledgeMs = 30'000; // until the kernel gives up a peer that acknowledges nothing
};

// "Not Found" for 404.
QByteArray reasonPhrase(int status);

// Status line and fields up to and with the empty line. Values must hold no CR or LF.
QByteArray responseHead(int status, const HttpFields& fields, bool close);

} // namespace app
