#include "app/server/route_table.h"

#include <optional>
#include <utility>

namespace app {

namespace {

// The decoded rest of the path; empty optional where the pattern does not match.
std::optional<QByteArray> match(const QByteArray& pattern, const QByteArray& path)
{
    if (const qsizetype hole = pattern.indexOf("{}"); hole >= 0) {
        const QByteArray before = pattern.left(hole), after = pattern.mid(hole + 2);
        const qsizetype length = path.size() - before.size() - after.size();
        if (length <= 0 || !path.startsWith(before) || !path.endsWith(after))
            return {};
        const QByteArray segment = path.mid(hole, length);
        if (segment.contains('/'))
            return {};
        return QByteArray::fromPercentEncoding(segment);
    }
    if (!pattern.endsWith("/*")) {
        if (pattern == path)
            return QByteArray();
        return {};
    }
    const qsizetype prefix = pattern.size() - 1;
    if (path.size() > prefix && path.startsWith(pattern.left(prefix)))
        return QByteArray::fromPercentEncoding(path.mid(prefix));
    return {};
}

} // namespace

void RouteTable::add(const QByteArray& method, const QByteArray& pattern, Handler handler)
{
    m_routes.push_back({method, pattern, std::move(handler)});
}

RouteTable::Match RouteTable::find(const QByteArray& method, const QByteArray& path) const
{
    const QByteArray bare = path.startsWith("/v1/") ? path.mid(3) : path;
    const QByteArray wanted = method == "HEAD" ? QByteArray("GET") : method;
    Match result;
    for (const Route& route : m_routes) {
        std::optional<QByteArray> rest = match(route.pattern, bare);
        if (!rest)
            continue;
        result.allowed.append(route.method);
        if (route.method == "GET")
            result.allowed.append("HEAD");
        if (route.method == wanted && result.handler == nullptr) {
            result.handler = &route.handler;
            result.rest = *std::move(rest);
        }
    }
    if (!result.allowed.isEmpty())
        result.allowed.append("OPTIONS");
    return result;
}

} // namespace app
