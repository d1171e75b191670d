#include "app/server/http_service.h"

#include "app/server/api_routes.h"
#include "app/server/generation_hub.h"
#include "app/server/http_guard.h"
#include "app/server/http_reply.h"

#include <QHostAddress>
#include <QHttpServerRequest>
#include <QHttpServerResponder>

#include <utility>

namespace app {

namespace {

// The address that the options name; null where they name none.
QHostAddress listenAddress(const QString& host)
{
    if (host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0)
        return QHostAddress(QHostAddress::LocalHost);
    QString bare = host;
    if (bare.startsWith(u'[') && bare.endsWith(u']'))
        bare = bare.mid(1, bare.size() - 2);
    return QHostAddress(bare);
}

QString listenFailure(QAbstractSocket::SocketError error,
                      const QString& host,
                      quint16 port,
                      const QString& detail)
{
    switch (error) {
    case QAbstractSocket::AddressInUseError:
        return HttpService::tr("Port %1 on %2 is in use by another program; stop that program or "
                               "choose another port.")
            .arg(port)
            .arg(host);
    case QAbstractSocket::SocketAccessError:
        return HttpService::
            tr("The system does not allow listening on port %1 of %2; choose a port above 1023.")
                .arg(port)
                .arg(host);
    case QAbstractSocket::SocketAddressNotAvailableError:
        return HttpService::tr("%1 is not an address of this computer; listen on 127.0.0.1, or on "
                               "one of its addresses.")
            .arg(host);
    default:
        return HttpService::
            tr("The endpoint cannot listen on port %1 of %2 (%3); choose another address or port.")
                .arg(port)
                .arg(host, detail);
    }
}

} // namespace

HttpService::HttpService(Inference& inference)
    : m_inference(inference)
{
}

HttpService::~HttpService()
{
    takeApart();
}

void HttpService::start(const ServerOptions& options)
{
    stop();
    m_options = options;
    if (const QString failure = listen(); !failure.isEmpty()) {
        takeApart();
        emit failed(failure);
        return;
    }
    QUrl url;
    url.setScheme(QStringLiteral("http"));
    url.setHost(m_guard->serverAddress().toString());
    url.setPort(m_guard->serverPort());
    emit started(url);
}

QString HttpService::listen()
{
    const QHostAddress address = listenAddress(m_options.host);
    if (address.isNull())
        return tr("\"%1\" is not an address to listen on; expected localhost or an IP address such "
                  "as 127.0.0.1.")
            .arg(m_options.host);
    if (!address.isLoopback() && m_options.apiKey.isEmpty())
        return tr("Listening on %1 lets other computers in, which needs an API key; set one, or "
                  "listen on 127.0.0.1.")
            .arg(m_options.host);

    m_policy = std::make_unique<AccessPolicy>(m_options);
    m_hub = std::make_unique<GenerationHub>(m_inference);
    m_routes = std::make_unique<ApiRoutes>(*m_hub, *m_policy, m_options);
    m_server = std::make_unique<QHttpServer>();
    const AccessPolicy& policy = *m_policy;
    m_guard = new HttpGuard(
        m_options.limits,
        [&policy](const HttpRequest& head, const QHostAddress& local) {
            return policy.check(head, local);
        },
        m_server.get());
    // All routing is behind this one handler: the routes of QHttpServer know no 405, HEAD or
    // preflight, and their signatures differ between versions.
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    m_server->setMissingHandler(
        this, [this](const QHttpServerRequest& request, QHttpServerResponder& responder) {
            handle(request, std::move(responder));
        });
#else
    m_server->setMissingHandler(
        [this](const QHttpServerRequest& request, QHttpServerResponder&& responder) {
            handle(request, std::move(responder));
        });
#endif
    if (!m_guard->listen(address, m_options.port))
        return listenFailure(
            m_guard->serverError(), m_options.host, m_options.port, m_guard->errorString());
    m_server->bind(m_guard);
    return {};
}

void HttpService::handle(const QHttpServerRequest& request, QHttpServerResponder&& responder)
{
    GuardSocket* socket = m_guard->current();
    if (socket == nullptr)
        return; // QHttpServer saw bytes that the guard did not show it; the socket cuts such a
                // connection off
    auto* reply = new HttpReply(*m_guard, std::move(responder)); // deletes itself
    HttpRequest full = socket->request();
    full.body = request.body();
    m_routes->handle(full, *reply);
}

void HttpService::stop()
{
    if (!m_server)
        return;
    takeApart();
    emit stopped();
}

void HttpService::takeApart()
{
    if (m_guard != nullptr) {
        m_guard->close();
        m_guard->abortAll();
        // Later versions of Qt want every responder gone before the server; with a reply goes its
        // generation.
        qDeleteAll(m_guard->findChildren<HttpReply*>(Qt::FindDirectChildrenOnly));
    }
    m_guard = nullptr;
    m_server.reset();
    m_routes.reset();
    m_hub.reset();
    m_policy.reset();
}

} // namespace app
