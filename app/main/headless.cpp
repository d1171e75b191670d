#include "app/main/headless.h"

#include "app/main/engine_options.h"
#include "app/main/model_choice.h"
#include "app/main/quit_signals.h"
#include "app/platform/paths.h"

#include <QCoreApplication>
#include <QTimer>

#include <cstdio>

namespace app {

Headless::Headless(const CommandLine& commandLine)
    : m_commandLine(commandLine)
    , m_settings(settingsPath())
    , m_inference(engineOptions(m_settings))
    , m_endpoint(m_inference)
{
    connect(&m_inference,
            &Inference::modelStateChanged,
            this,
            &Headless::modelStateChanged,
            Qt::QueuedConnection);
    connect(&m_endpoint, &HttpEndpoint::failed, this, &Headless::fail);
    connect(&m_endpoint, &HttpEndpoint::started, this, [](const QUrl& url) {
        std::printf("Fireside listens on %s/v1\n",
                    qPrintable(url.toString(QUrl::StripTrailingSlash)));
        std::fflush(stdout);
    });
}

int Headless::run()
{
    quitOnSignals();
    QTimer::singleShot(0, this, &Headless::begin);
    return QCoreApplication::exec();
}

void Headless::begin()
{
    const QStringList named =
        m_commandLine.models.isEmpty() ? QStringList{QString()} : m_commandLine.models;
    for (const QString& model : named) {
        const auto path = firstModel(model, m_settings);
        if (!path)
            return fail(QString::fromStdString(path.error().message));
        if (path->isEmpty())
            return fail(QStringLiteral("there is no model yet; name one with --model FILE"));
        m_paths << *path;
    }
    m_paths.removeDuplicates();
    InferenceOptions options = engineOptions(m_settings);
    options.openModels = int(m_paths.size());
    m_inference.setOptions(options);
    loadNext();
}

// The first is loaded last, and so the current one.
void Headless::loadNext()
{
    m_inference.loadModel(m_paths.takeLast());
}

void Headless::modelStateChanged(ModelState state, const QString& message)
{
    if (state == ModelState::Failed)
        fail(message);
    if (state != ModelState::Ready || m_endpoint.state() != HttpEndpoint::State::Stopped)
        return;
    if (!m_paths.isEmpty())
        return loadNext();
    ServerOptions options;
    options.host = m_commandLine.host;
    options.port = m_commandLine.port.value_or(m_settings.endpointPort());
    options.apiKey = m_commandLine.apiKey.value_or(m_settings.endpointApiKey());
    m_endpoint.start(options);
}

void Headless::fail(const QString& message)
{
    std::fprintf(stderr, "fireside: %s\n", qPrintable(message));
    QCoreApplication::exit(1);
}

} // namespace app
