#include "app/server/http_endpoint.h"

#include "app/server/http_service.h"

namespace app {

HttpEndpoint::HttpEndpoint(Inference& inference, QObject* parent)
    : QObject(parent)
    , m_inference(inference)
{
    m_thread.setObjectName(QStringLiteral("http-endpoint"));
}

HttpEndpoint::~HttpEndpoint()
{
    if (m_service == nullptr)
        return;
    // The service dies on its own thread when the event loop ends, sockets and timers with it.
    m_thread.quit();
    m_thread.wait();
}

void HttpEndpoint::start(const ServerOptions& options)
{
    if (m_service == nullptr) {
        m_service = new HttpService(m_inference);
        m_service->moveToThread(&m_thread);
        connect(&m_thread, &QThread::finished, m_service, &QObject::deleteLater);
        connect(m_service, &HttpService::started, this, [this](const QUrl& url) {
            m_state = State::Running;
            m_url = url;
            emit started(url);
        });
        connect(m_service, &HttpService::failed, this, [this](const QString& message) {
            m_state = State::Stopped;
            m_url.clear();
            emit failed(message);
        });
        connect(m_service, &HttpService::stopped, this, [this] {
            m_url.clear();
            // A restart stops the former server on its way to the next.
            if (m_state == State::Starting)
                return;
            m_state = State::Stopped;
            emit stopped();
        });
        m_thread.start();
    }
    m_state = State::Starting;
    QMetaObject::invokeMethod(
        m_service,
        [service = m_service, options] { service->start(options); },
        Qt::QueuedConnection);
}

void HttpEndpoint::stop()
{
    if (m_service == nullptr || m_state == State::Stopped || m_state == State::Stopping)
        return;
    m_state = State::Stopping;
    QMetaObject::invokeMethod(
        m_service, [service = m_service] { service->stop(); }, Qt::QueuedConnection);
}

} // namespace app
