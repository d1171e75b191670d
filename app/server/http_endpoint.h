// The local HTTP endpoint, which speaks the OpenAI protocol: the one class of this folder that
// others use.
//
//     app::HttpEndpoint endpoint(inference);
//     connect(&endpoint, &app::HttpEndpoint::started, …);
//     endpoint.start({.port = 8080});
//
// Lives on the GUI thread and never makes it wait, except in the destructor, which cuts all
// connections off. The server itself runs on a thread of its own, so that a busy window slows no
// stream and a busy client no window.
#pragma once

#include "app/inference/inference.h"
#include "app/server/server_options.h"

#include <QObject>
#include <QThread>
#include <QUrl>

namespace app {

class HttpService;

class HttpEndpoint final : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Stopped,
        Starting,
        Running,
        Stopping
    };

    explicit HttpEndpoint(Inference& inference,
                          QObject* parent = nullptr); // inference must outlive this object
    ~HttpEndpoint() override;

    // started() or failed() follows. Where it runs already, it is stopped first and its clients are
    // cut off.
    void start(const ServerOptions& options);
    void stop(); // stopped() follows where it ran

    State state() const { return m_state; }
    QUrl url() const { return m_url; } // "http://127.0.0.1:8080"; empty unless Running

signals:
    void started(const QUrl& url);
    void failed(const QString& message); // one sentence for a person; it is stopped
    void stopped();

private:
    Inference& m_inference;
    QThread m_thread;
    HttpService* m_service = nullptr; // lives and dies on m_thread
    State m_state = State::Stopped;
    QUrl m_url;
};

} // namespace app
