// Settings: what the engine may use of the computer.
#pragma once

#include "app/inference/inference.h"
#include "ui/settings/settings_page.h"

#include <QThreadPool>
#include <QTimer>

class QPushButton;

namespace app {
class Settings;
}

namespace ui {

class EnginePage : public SettingsPage
{
    Q_OBJECT

public:
    EnginePage(const Theme& theme, app::Settings& settings, QWidget* parent = nullptr);

    void setModelState(app::ModelState state, bool isAnswering);

signals:
    void logRequested();
    void reopenRequested(); // the model, with the settings as they are now

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void addOnDisk();
    void countOnDisk(); // how much is kept now
    void emptyDisk();

    QPushButton* m_reopen;
    QPushButton* m_empty;
    QTimer m_countTimer; // while the page is shown: engines write as they have time
    QThreadPool m_pool;  // waits at the end for what is being counted or deleted
};

} // namespace ui
