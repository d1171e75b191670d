// The settings: a list of pages at the left, the chosen page at the right. Changes apply at once.
#pragma once

#include "app/settings/settings.h"

#include <QDialog>

class QListWidget;
class QStackedWidget;

namespace app {
class ChatController;
}

namespace ui {

class EndpointPage;
class SettingsPage;
class Theme;

class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    // All must outlive the dialog.
    SettingsDialog(const Theme& theme,
                   app::Settings& settings,
                   app::ChatController& controller,
                   const QList<app::SavedPrompt>& starters,
                   QWidget* parent = nullptr);

    void setEndpointState(const QString& url, const QString& error);
    void showPage(int index);

private:
    void addPage(SettingsPage* page);

    QListWidget* m_list;
    QStackedWidget* m_pages;
    EndpointPage* m_endpoint;
};

} // namespace ui
