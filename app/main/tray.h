// Fireside in the desktop's tray, where the settings ask for it: a quick question from anywhere,
// and the program stays when its last window is closed.
//
// A desktop whose tray has gone could not bring the windows back; the program ends there with its
// last window, as without this. GUI thread only.
#pragma once

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

class QMenu;
class QSystemTrayIcon;

namespace app {

class Settings;

class Tray : public QObject
{
    Q_OBJECT

public:
    using HasTray = std::function<bool()>;

    // settings must outlive it. hasTray: whether the desktop shows icons now; the desktop's own
    // word where it is empty.
    explicit Tray(Settings& settings, HasTray hasTray = {}, QObject* parent = nullptr);
    ~Tray() override;

    void remake();                               // as the settings and the language are now
    QMenu* menu() const { return m_menu.get(); } // null while the settings are against it

signals:
    void askRequested();
    void showRequested();
    void quitRequested(); // also where the last window is closed and there is no tray any more

private:
    void buildMenu();
    void stayOrQuit();

    Settings& m_settings;
    HasTray m_hasTray;
    std::unique_ptr<QMenu> m_menu;
    std::unique_ptr<QSystemTrayIcon> m_icon;
    QTimer m_closed; // since the last window was; what is told then must not be told at the end
};

} // namespace app
