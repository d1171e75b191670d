// The composition root of the window: makes every service in order, hands each what it needs, and
// joins their signals.
#pragma once

#include "app/chats/chat_store.h"
#include "app/inference/inference_service.h"
#include "app/main/command_line.h"
#include "app/main/desktop_notifier.h"
#include "app/main/desktop_voice.h"
#include "app/main/portal_shortcut.h"
#include "app/main/tray.h"
#include "app/main/windows.h"
#include "app/settings/settings.h"
#include "app/spelling/spell_checker.h"
#include "ui/theme/theme.h"

#ifdef FIRESIDE_HTTP_SERVER
#include "app/server/http_endpoint.h"
#endif

#include <QTimer>

namespace app {

class Application : public QObject
{
    Q_OBJECT

public:
    // After the QApplication. model: as on the command line; empty: the last one or the starter.
    explicit Application(const QString& model);

    void show(CommandLine::Opening opening);
    // A later start handed over these arguments: the window comes to the front or another one
    // opens, with their model.
    void activate(const QStringList& arguments);

private:
    void changeLanguage();
    void showEndpoint(const QString& url, const QString& error);
    void connectParts();
    void loadFirstModel(const QString& argument);
    void loadModel(const QString& path);
    void modelStateChanged(app::ModelState state, const QString& message);
    void showKnownModels();
    void applyTheme();
    void applySpelling();
    void applyEndpoint();
    void showShortcut(const app::ShortcutState& state);

    Settings m_settings;
    ChatStore m_store;
    InferenceService m_inference;
    DesktopNotifier m_notifier;
    DesktopVoice m_voice;
    SpellChecker m_spelling;
#ifdef FIRESIDE_HTTP_SERVER
    HttpEndpoint m_endpoint;
#endif
    ui::Theme m_theme;
    Windows m_windows;
    Tray m_tray;
    PortalShortcut m_shortcut;
    QTimer m_endpointTimer; // several changes of the settings make one restart
};

} // namespace app
