// Settings: theme, text size, languages and notifications.
#pragma once

#include "ui/settings/settings_page.h"

namespace app {
class Settings;
}

namespace ui {

class AppearancePage : public SettingsPage
{
    Q_OBJECT

public:
    AppearancePage(const Theme& theme, app::Settings& settings, QWidget* parent = nullptr);

private:
    void addSpelling(app::Settings& settings);
};

} // namespace ui
