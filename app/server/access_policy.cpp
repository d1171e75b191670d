#include "app/server/access_policy.h"

#include <QCryptographicHash>

#include <algorithm>

namespace app {

namespace {

// "name:port", "[::1]:port", "name." -> the name alone, in lower case; empty where it is none.
QByteArray hostName(const QByteArray& host)
{
    QByteArray name = host.toLower();
    QByteArray port;
    if (name.startsWith('[')) {
        const qsizetype end = name.indexOf(']');
        if (end < 0)
            return {};
        port = name.mid(end + 1);
        name = name.mid(1, end - 1);
        if (!name.contains(':'))
            return {};
    } else if (const qsizetype colon = name.indexOf(':'); colon >= 0) {
        port = name.mid(colon);
        name.truncate(colon);
    }
    const bool validPort =
        port.isEmpty() ||
        (port.size() >= 2 && port.size() <= 6 && port.startsWith(':') &&
         std::all_of(port.cbegin() + 1, port.cend(), [](char c) { return c >= '0' && c <= '9'; }));
    if (!validPort)
        return {};
    if (name.endsWith('.'))
        name.chop(1);
    return name;
}

bool isLoopbackName(const QByteArray& name)
{
    return name == "localhost" || name == "127.0.0.1" || name == "::1";
}

QByteArray digest(const QByteArray& key)
{
    return QCryptographicHash::hash(key, QCryptographicHash::Sha256);
}

bool equalInConstantTime(const QByteArray& left, const QByteArray& right)
{
    if (left.size() != right.size())
        return false;
    unsigned difference = 0;
    for (qsizetype i = 0; i < left.size(); ++i)
        difference |= static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[i]);
    return difference == 0;
}

} // namespace

AccessPolicy::AccessPolicy(const ServerOptions& options)
{
    for (const QString& name : options.hostNames)
        m_hostNames.append(name.toLower().toUtf8());
    for (const QString& origin : options.origins)
        m_origins.append(origin.toLower().toUtf8());
    if (!options.apiKey.isEmpty())
        m_keyDigest = digest(options.apiKey.toUtf8());
}

std::optional<HttpRejection> AccessPolicy::check(const HttpRequest& head,
                                                 const QHostAddress& localAddress) const
{
    // HTTP/1.0 without Host: no browser sends that.
    if (const QByteArray host = head.field("Host");
        !(host.isEmpty() && head.http10) && !hostAllowed(host, localAddress))
        return HttpRejection{403,
                             "This address is not served under the host name of the request; use "
                             "127.0.0.1, or add the name in the settings."};
    if (const QByteArray origin = head.field("Origin"); !origin.isEmpty() && !originAllowed(origin))
        return HttpRejection{403,
                             "Web pages of this origin may not call the endpoint; add the origin "
                             "in the settings to allow them."};
    return {};
}

bool AccessPolicy::hostAllowed(const QByteArray& host, const QHostAddress& localAddress) const
{
    const QByteArray name = hostName(host);
    if (name.isEmpty())
        return false;
    if (isLoopbackName(name) || m_hostNames.contains(name))
        return true;
    // An address cannot be rebound: a page served under it came from this very machine.
    const QHostAddress address(QString::fromLatin1(name));
    return !address.isNull() && !localAddress.isNull() &&
           address.isEqual(localAddress, QHostAddress::ConvertV4MappedToIPv4) &&
           address.toString().toLatin1() == name;
}

bool AccessPolicy::originAllowed(const QByteArray& origin) const
{
    const QByteArray lower = origin.toLower();
    if (m_origins.contains(lower))
        return true;
    for (const QByteArrayView scheme : {QByteArrayView("http://"), QByteArrayView("https://")}) {
        if (lower.startsWith(scheme))
            return isLoopbackName(hostName(lower.mid(scheme.size())));
    }
    return false;
}

bool AccessPolicy::keyAccepted(const HttpRequest& request) const
{
    if (m_keyDigest.isEmpty())
        return true;
    QByteArray key = request.field("X-Api-Key");
    const QByteArray authorization = request.field("Authorization");
    if (authorization.left(7).toLower() == "bearer ")
        key = authorization.mid(7).trimmed();
    return equalInConstantTime(digest(key), m_keyDigest);
}

} // namespace app
