// Settings: the local endpoint that other programs talk to.
#pragma once

#include "ui/settings/settings_page.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace app {
class Settings;
}

namespace ui {

class EndpointPage : public SettingsPage
{
    Q_OBJECT

public:
    EndpointPage(const Theme& theme, app::Settings& settings, QWidget* parent = nullptr);

    // How the endpoint is doing: where it listens, or why it does not; both empty while it is off.
    void setEndpointState(const QString& url, const QString& error);

private:
    void addPort(app::Settings& settings);
    void addApiKey(app::Settings& settings);

    QLineEdit* m_address;
    QPushButton* m_copy;
    QLabel* m_error;
};

} // namespace ui
