// Settings: theme and text size.
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
};

} // namespace ui
