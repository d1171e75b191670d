// Fireside without a window: loads models and serves them at a local address until it is told to
// end.
#pragma once

#include "app/inference/inference_service.h"
#include "app/main/command_line.h"
#include "app/server/http_endpoint.h"
#include "app/settings/settings.h"

#include <QObject>

namespace app {

class Headless : public QObject
{
    Q_OBJECT

public:
    explicit Headless(const CommandLine& commandLine);

    // Runs the event loop. Returns the exit status: 1, with a line on standard error, where the
    // model or the endpoint failed.
    int run();

private:
    void begin();
    void loadNext();
    void modelStateChanged(app::ModelState state, const QString& message);
    void fail(const QString& message);

    const CommandLine m_commandLine;
    Settings m_settings;
    QStringList m_paths; // of models still to be loaded
    InferenceService m_inference;
    HttpEndpoint m_endpoint;
};

} // namespace app
