// The composition root of the window: makes every service in order, hands each what it needs, and
// joins their signals.
#pragma once

#include "app/chats/chat_store.h"
#include "app/conversation/chat_controller.h"
#include "app/conversation/title_maker.h"
#include "app/inference/inference_service.h"
#include "app/main/desktop_notifier.h"
#include "app/settings/settings.h"
#include "ui/theme/theme.h"
#include "ui/window/answer_alerts.h"
#include "ui/window/main_window.h"

#ifdef FIRESIDE_HTTP_SERVER
#include "app/server/http_endpoint.h"
#endif

#include <QTimer>

#include <memory>

namespace app {

class Application : public QObject
{
    Q_OBJECT

public:
    // After the QApplication. model: as on the command line; empty: the last one or the starter.
    explicit Application(const QString& model);

    void show();
    // A later start handed over these arguments: the window comes to the front, with their model.
    void activate(const QStringList& arguments);

private:
    void makeWindow();
    void changeLanguage();
    void showEndpoint(const QString& url, const QString& error);
    void connectParts();
    void loadFirstModel(const QString& argument);
    void loadModel(const QString& path);
    void modelStateChanged(app::ModelState state, const QString& message);
    void showKnownModels();
    void applyTheme();
    void applyEndpoint();

    Settings m_settings;
    ChatStore m_store;
    InferenceService m_inference;
    ChatController m_controller;
    TitleMaker m_titles;
    DesktopNotifier m_notifier;
    ui::AnswerAlerts m_alerts;
#ifdef FIRESIDE_HTTP_SERVER
    HttpEndpoint m_endpoint;
#endif
    ui::Theme m_theme;
    std::unique_ptr<ui::MainWindow> m_window;
    QString m_endpointUrl;
    QString m_endpointError;
    QTimer m_endpointTimer; // several changes of the settings make one restart
};

} // namespace app
