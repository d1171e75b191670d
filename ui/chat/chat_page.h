// The middle of the window: the conversation or the greeting, errors, and the composer.
//
// Joins a ChatController to the widgets: what the controller says is shown, what the person does is
// asked of it.
#pragma once

#include "app/chats/chat_types.h"
#include "app/inference/inference.h"
#include "ui/chat/message_footer.h"

#include <QWidget>

class QStackedWidget;

namespace app {
class ChatController;
class Settings;
} // namespace app

namespace ui {

class ChatView;
class Composer;
class EmptyState;
class ErrorStrip;
class Theme;

class ChatPage : public QWidget
{
    Q_OBJECT

public:
    // All must outlive the page.
    ChatPage(const Theme& theme,
             app::ChatController& controller,
             app::Inference& inference,
             app::Settings& settings,
             QWidget* parent = nullptr);

    void showError(const QString& message);
    void focusComposer();
    ChatView& view() { return *m_view; }
    Composer& composer() { return *m_composer; }

signals:
    void openModelRequested();

private:
    void buildLayout();
    void connectController();
    void showConversation(const QList<app::Message>& path);
    void regenerate(app::MessageId id, MessageFooter::Variation variation);
    void showMessages(bool any);
    void showModelState(app::ModelState state, const QString& message);

    app::ChatController& m_controller;
    app::Inference& m_inference;
    app::Settings& m_settings;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    ChatView* m_view;
    ErrorStrip* m_errors;
    Composer* m_composer;
};

} // namespace ui
