#include "app/main/tray.h"

#include "app/settings/settings.h"
#include "ui/theme/svg_icon.h"

#include <QApplication>
#include <QMenu>
#include <QSystemTrayIcon>
#include <QWidget>

#include <algorithm>
#include <utility>

namespace app {

namespace {

constexpr int kSettleMs = 200; // a program that ends closes its windows too, but is gone by then

bool isWindowOpen()
{
    const QWidgetList widgets = QApplication::topLevelWidgets();
    return std::any_of(widgets.begin(), widgets.end(), [](const QWidget* widget) {
        return widget->isVisible() && widget->testAttribute(Qt::WA_QuitOnClose);
    });
}

} // namespace

Tray::Tray(Settings& settings, HasTray hasTray, QObject* parent)
    : QObject(parent)
    , m_settings(settings)
    , m_hasTray(hasTray ? std::move(hasTray) : &QSystemTrayIcon::isSystemTrayAvailable)
{
    m_closed.setSingleShot(true);
    m_closed.setInterval(kSettleMs);
    connect(&m_closed, &QTimer::timeout, this, &Tray::stayOrQuit);
    connect(&m_settings, &Settings::changed, this, [this](Settings::Key key) {
        if (key == Settings::Key::KeepInTray)
            remake();
    });
    connect(qApp, &QGuiApplication::lastWindowClosed, this, [this] {
        if (m_icon != nullptr)
            m_closed.start();
    });
    remake();
}

Tray::~Tray() = default;

void Tray::remake()
{
    const bool isWanted = m_settings.keepInTray();
    QApplication::setQuitOnLastWindowClosed(!isWanted);
    m_icon.reset();
    m_menu.reset();
    if (!isWanted)
        return;
    buildMenu();
    m_icon = std::make_unique<QSystemTrayIcon>(ui::applicationIcon());
    m_icon->setToolTip(QStringLiteral("Fireside"));
    m_icon->setContextMenu(m_menu.get());
    connect(m_icon.get(),
            &QSystemTrayIcon::activated,
            this,
            [this](QSystemTrayIcon::ActivationReason reason) {
                if (reason == QSystemTrayIcon::Trigger)
                    emit showRequested();
            });
    connect(m_icon.get(), &QSystemTrayIcon::messageClicked, this, &Tray::showRequested);
    m_icon->show();
}

void Tray::buildMenu()
{
    m_menu = std::make_unique<QMenu>();
    m_menu->addAction(tr("Ask a quick question"), this, &Tray::askRequested);
    m_menu->addAction(tr("Show Fireside"), this, &Tray::showRequested);
    m_menu->addSeparator();
    m_menu->addAction(tr("Quit"), this, &Tray::quitRequested);
}

void Tray::stayOrQuit()
{
    if (m_icon == nullptr || isWindowOpen())
        return;
    if (!m_hasTray()) {
        emit quitRequested();
        return;
    }
    if (m_settings.trayExplained())
        return;
    m_settings.setTrayExplained();
    m_icon->showMessage(tr("Fireside is still here"),
                        tr("Its windows come back from the tray. The settings say whether it stays "
                           "there; its menu ends it."),
                        m_icon->icon());
}

} // namespace app
