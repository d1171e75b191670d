// Paths and methods to handlers, with what HTTP wants said when they do not match.
//
// Plain value; every route also answers below /v1. A pattern that ends with "/*" takes the rest of
// the path, slashes and percent-encoding included, because model names may hold both; "{}" in the
// middle or at the end takes one segment.
#pragma once

#include "app/server/http_reply.h"

#include <QByteArray>
#include <QByteArrayList>

#include <functional>
#include <vector>

namespace app {

// A request on its way to a handler. The reply is the handler's to answer, now or later.
struct RouteRequest
{
    const HttpRequest& request; // valid during the call
    QByteArray rest;            // of the path, decoded, where the pattern has one, or the segment
    HttpReply& reply;
};

class RouteTable
{
public:
    using Handler = std::function<void(const RouteRequest&)>;

    // GET also answers HEAD.
    void add(const QByteArray& method, const QByteArray& pattern, Handler handler);

    struct Match
    {
        const Handler* handler = nullptr;
        QByteArray rest;
        QByteArrayList allowed; // methods of the path; empty where the path is unknown
    };
    Match find(const QByteArray& method, const QByteArray& path) const;

private:
    struct Route
    {
        QByteArray method;
        QByteArray pattern;
        Handler handler;
    };
    std::vector<Route> m_routes;
};

} // namespace app
