#include "app/main/application.h"

#include "app/chats/model_name.h"
#include "app/main/command_line.h"
#include "app/main/engine_options.h"
#include "app/main/model_choice.h"
#include "app/models/model_error.h"
#include "app/models/model_files.h"
#include "app/models/model_library.h"
#include "app/platform/paths.h"
#include "ui/chat/chat_page.h"
#include "ui/theme/language.h"
#include "ui/window/main_window.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

namespace app {

namespace {

constexpr int kEndpointDelayMs = 300;

} // namespace

Application::Application(const QString& model)
    : m_settings(settingsPath())
    , m_store(chatStorePath())
    , m_inference(engineOptions(m_settings))
    , m_spelling(dictionaryDirs(), ownWordsPath())
#ifdef FIRESIDE_HTTP_SERVER
    , m_endpoint(m_inference)
#endif
    , m_windows(m_theme, m_store, m_inference, m_settings, m_notifier, m_voice, m_spelling)
    , m_tray(m_settings)
{
    qInfo("Fireside %s starts", qPrintable(QCoreApplication::applicationVersion()));
    ui::useLanguage(m_settings.language());
    m_endpointTimer.setSingleShot(true);
    m_endpointTimer.setInterval(kEndpointDelayMs);
    applyTheme();
    applySpelling();
    connectParts();
    showKnownModels();
    m_windows.add();
    loadFirstModel(model);
    applyEndpoint();
    if (m_settings.askShortcut())
        m_shortcut.setWanted(true);
}

void Application::showShortcut(const ShortcutState& state)
{
    m_windows.setShortcutState(state);
    if (state.kind == ShortcutState::Kind::Refused)
        m_settings.setAskShortcut(false); // or the desktop would ask with every start
}

void Application::changeLanguage()
{
    ui::useLanguage(m_settings.language());
    applySpelling();
    const QByteArray place = m_windows.front().settingsGeometry();
    m_windows.remake();
    m_tray.remake();
    m_windows.front().openLanguage(place); // where it was chosen
}

void Application::showEndpoint(const QString& url, const QString& error)
{
    if (!error.isEmpty())
        qWarning("The endpoint: %s", qPrintable(error));
    else
        qInfo("The endpoint is %s", url.isEmpty() ? "off" : "on");
    m_windows.setEndpointState(url, error);
}

void Application::connectParts()
{
    connect(&m_settings, &Settings::changed, this, [this](Settings::Key key) {
        switch (key) {
        case Settings::Key::Theme:
        case Settings::Key::TextSize:
            applyTheme();
            break;
        case Settings::Key::Language:
            // The sender is a control of the window that goes.
            QTimer::singleShot(0, this, &Application::changeLanguage);
            break;
        case Settings::Key::Spelling:
            applySpelling();
            break;
        case Settings::Key::EndpointEnabled:
        case Settings::Key::EndpointPort:
        case Settings::Key::EndpointApiKey:
            m_endpointTimer.start();
            break;
        case Settings::Key::Threads:
        case Settings::Key::ContextTokens:
        case Settings::Key::OpenModels:
        case Settings::Key::CompactCache:
        case Settings::Key::DiskCacheGigabytes:
        case Settings::Key::LoadAs:
        case Settings::Key::GiveWay:
            m_inference.setOptions(engineOptions(m_settings));
            break;
        case Settings::Key::AskShortcut:
            m_shortcut.setWanted(m_settings.askShortcut());
            break;
        case Settings::Key::RecentModels:
            showKnownModels();
            break;
        default:
            break;
        }
    });
    connect(&m_store, &ChatStore::storeFailed, this, [](const QString& message) {
        qWarning("Conversations: %s", qPrintable(message));
    });
    connect(&m_tray, &Tray::askRequested, &m_windows, &Windows::ask);
    connect(&m_tray, &Tray::showRequested, &m_windows, &Windows::bringToFront);
    connect(&m_tray, &Tray::quitRequested, qApp, &QCoreApplication::quit);
    connect(&m_shortcut, &PortalShortcut::activated, &m_windows, &Windows::ask);
    connect(&m_shortcut, &PortalShortcut::stateChanged, this, &Application::showShortcut);
    connect(&m_windows, &Windows::modelChosen, this, &Application::loadModel);
    connect(&m_windows, &Windows::modelBesideChosen, this, [this](const QString& path) {
        m_windows.showModelLoading(path);
        m_inference.loadBeside(path);
    });
    connect(&m_windows, &Windows::modelFilesChanged, this, &Application::showKnownModels);
    connect(&m_endpointTimer, &QTimer::timeout, this, &Application::applyEndpoint);
    connect(&m_inference,
            &Inference::modelStateChanged,
            this,
            &Application::modelStateChanged,
            Qt::QueuedConnection);
#ifdef FIRESIDE_HTTP_SERVER
    connect(&m_endpoint, &HttpEndpoint::started, this, [this](const QUrl& url) {
        showEndpoint(url.toString(QUrl::StripTrailingSlash) + QStringLiteral("/v1"), {});
    });
    connect(&m_endpoint, &HttpEndpoint::stopped, this, [this] { showEndpoint({}, {}); });
    connect(&m_endpoint, &HttpEndpoint::failed, this, [this](const QString& message) {
        showEndpoint({}, message);
    });
#endif
}

void Application::show(CommandLine::Opening opening)
{
    if (opening == CommandLine::Opening::Question)
        m_windows.ask();
    else
        m_windows.front().show();
}

void Application::activate(const QStringList& arguments)
{
    const CommandLine commandLine = parseCommandLine(arguments);
    switch (commandLine.opening) {
    case CommandLine::Opening::NewWindow:
        m_windows.addWith(0);
        break;
    case CommandLine::Opening::Question:
        m_windows.ask();
        break;
    case CommandLine::Opening::Last:
        m_windows.bringToFront();
        break;
    }
    if (commandLine.error.isEmpty() && !commandLine.models.isEmpty())
        loadFirstModel(commandLine.models.first());
}

void Application::loadFirstModel(const QString& argument)
{
    const auto path = firstModel(argument, m_settings);
    if (!path)
        m_windows.front().showError(modelErrorText(path.error()));
    else if (!path->isEmpty())
        m_windows.front().openModel(*path);
    const QString lost = lostModel(argument, m_settings);
    if (lost.isEmpty())
        return;
    ui::ChatPage& page = m_windows.front().chatPage();
    page.say(tr("%1 is no longer in %2; %3 is opened.")
                 .arg(modelTitle(QFileInfo(lost).fileName()),
                      QFileInfo(lost).path(),
                      modelTitle(QFileInfo(*path).fileName())),
             tr("Choose file…"),
             [&page] { emit page.openModelRequested(); });
}

void Application::loadModel(const QString& path)
{
    m_windows.showModelLoading(path);
    m_inference.loadModel(path);
}

void Application::modelStateChanged(ModelState state, const QString& message)
{
    if (state == ModelState::Failed)
        qWarning("The model was not opened: %s", qPrintable(message));
    if (state != ModelState::Ready)
        return;
    const core::ModelInfo model = m_inference.modelInfo();
    qInfo("A model is open: %s, %s, %s kernels, context of %d tokens",
          model.architecture.c_str(),
          model.quantisation.c_str(),
          model.kernels.c_str(),
          model.contextTokens);
    m_settings.addRecentModel(QString::fromStdString(model.path));
}

void Application::showKnownModels()
{
    QList<ui::KnownModel> shown;
    for (const KnownModel& model : ModelLibrary(modelDirs(), m_settings.recentModels()).models()) {
        const QString size = model.sizeBytes > 0 ? sizeText(model.sizeBytes) : QString();
        shown << ui::KnownModel{model.name, model.path, size};
    }
    m_windows.setKnownModels(shown);
}

void Application::applyTheme()
{
    const auto mode = [this] {
        switch (m_settings.theme()) {
        case Theme::Light:
            return ui::ThemeMode::Light;
        case Theme::Dark:
            return ui::ThemeMode::Dark;
        case Theme::ContrastLight:
            return ui::ThemeMode::ContrastLight;
        case Theme::ContrastDark:
            return ui::ThemeMode::ContrastDark;
        case Theme::System:
            break;
        }
        return ui::ThemeMode::System;
    }();
    m_theme.apply(mode, m_settings.textSizePercent() / 100.0);
}

void Application::applySpelling()
{
    m_spelling.choose(m_settings.spelling(),
                      QStringList{QLocale().name()} + QLocale::system().uiLanguages());
}

void Application::applyEndpoint()
{
#ifdef FIRESIDE_HTTP_SERVER
    if (m_settings.endpointEnabled()) {
        ServerOptions options;
        options.port = m_settings.endpointPort();
        options.apiKey = m_settings.endpointApiKey();
        m_endpoint.start(options);
    } else {
        m_endpoint.stop();
    }
#endif
}

} // namespace app
