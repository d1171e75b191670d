// Settings: what the engine may use of the computer.
#pragma once

#include "ui/settings/settings_page.h"

namespace app {
class Settings;
}

namespace ui {

class EnginePage : public SettingsPage
{
    Q_OBJECT

public:
    EnginePage(const Theme& theme, app::Settings& settings, QWidget* parent = nullptr);

signals:
    void logRequested();
};

} // namespace ui
