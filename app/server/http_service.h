// The endpoint's inside: guard, QHttpServer, routes and hub, put together and taken apart on the
// server's thread.
//
// Constructed anywhere and moved to that thread; start() and stop() are called there, and it is
// destroyed there.
#pragma once

#include "app/inference/inference.h"
#include "app/server/access_policy.h"
#include "app/server/server_options.h"

#include <QHttpServer>
#include <QObject>
#include <QUrl>

#include <memory>

namespace app {

class ApiRoutes;
class GenerationHub;
class HttpGuard;

class HttpService final : public QObject
{
    Q_OBJECT

public:
    explicit HttpService(Inference& inference); // must outlive this object
    ~HttpService() override;

    // Exactly one of started() and failed() follows. Stops first where it runs already.
    void start(const ServerOptions& options);
    void stop(); // stopped() follows where it ran

signals:
    void started(const QUrl& url);
    void failed(const QString& message); // one sentence for a person
    void stopped();

private:
    QString listen(); // empty: it listens
    void takeApart();
    void handle(const QHttpServerRequest& request, QHttpServerResponder&& responder);

    Inference& m_inference;
    ServerOptions m_options;
    std::unique_ptr<AccessPolicy> m_policy;
    std::unique_ptr<GenerationHub> m_hub;
    std::unique_ptr<ApiRoutes> m_routes;
    std::unique_ptr<QHttpServer> m_server;
    HttpGuard* m_guard = nullptr; // owned by m_server
};

} // namespace app
