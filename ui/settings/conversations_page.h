// What was deleted and can come back.
#pragma once

#include "app/chats/chat_types.h"
#include "ui/settings/settings_page.h"

class QListWidget;
class QPushButton;

namespace app {
class ChatController;
}

namespace ui {

class ConversationsPage : public SettingsPage
{
    Q_OBJECT

public:
    // controller must outlive the page.
    ConversationsPage(const Theme& theme,
                      app::ChatController& controller,
                      QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override; // asks for the trash as it is now

private:
    void buildTrash();
    void showTrash(const QList<app::ConversationSummary>& conversations);
    void showState();
    app::ConversationId current() const; // 0: none

    app::ChatController& m_controller;
    QListWidget* m_trash;
    QPushButton* m_restore;
    QPushButton* m_purge;
    QPushButton* m_empty;
};

} // namespace ui
