// Settings: theme, text size, languages, and how Fireside shows itself on the desktop.
#pragma once

#include "app/platform/shortcut_state.h"
#include "ui/settings/settings_page.h"

class QCheckBox;
class QLabel;

namespace app {
class Settings;
}

namespace ui {

class AppearancePage : public SettingsPage
{
    Q_OBJECT

public:
    AppearancePage(const Theme& theme, app::Settings& settings, QWidget* parent = nullptr);

    void setShortcutState(const app::ShortcutState& state);

private:
    void addSpelling(app::Settings& settings);
    void addTray(app::Settings& settings);
    void addShortcut(app::Settings& settings);

    QCheckBox* m_shortcutSwitch;
    QLabel* m_shortcut; // what has become of it
};

} // namespace ui
