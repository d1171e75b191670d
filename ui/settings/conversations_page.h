// Conversations in and out of the program, and what was deleted and can come back.
#pragma once

#include "app/chats/exchange/conversation_record.h"
#include "ui/settings/settings_page.h"

class QLabel;
class QListWidget;
class QPushButton;

namespace app {
class ChatController;
class Settings;
} // namespace app

namespace ui {

class ConversationsPage : public SettingsPage
{
    Q_OBJECT

public:
    // All must outlive the page.
    ConversationsPage(const Theme& theme,
                      app::Settings& settings,
                      app::ChatController& controller,
                      QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override; // asks for the trash as it is now

private:
    void buildExchange();
    void buildTrash();
    void exportAll();
    void chooseImport(bool folder);
    void confirmImport(const app::ImportPreview& preview);
    void showTrash(const QList<app::ConversationSummary>& conversations);
    void showState();
    app::ConversationId current() const; // 0: none

    app::Settings& m_settings;
    app::ChatController& m_controller;
    QLabel* m_result; // of the last export or import
    QListWidget* m_trash;
    QLabel* m_nothing; // in its place while it is empty
    QPushButton* m_restore;
    QPushButton* m_purge;
    QPushButton* m_empty;
};

} // namespace ui
