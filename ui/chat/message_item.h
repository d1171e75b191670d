// One message in the conversation: the user's in a bubble, an answer on the page with its actions
// below.
//
// The chat view gives it a width and asks for its height; it says when that changed. GUI thread
// only.
#pragma once

#include "app/chats/chat_types.h"

#include <QWidget>

class QLabel;

namespace ui {

class BusyDots;
class IconButton;
class Theme;

namespace markdown {
class MarkdownView;
}

class MessageItem : public QWidget
{
    Q_OBJECT

public:
    MessageItem(const Theme& theme, const app::Message& message, QWidget* parent = nullptr);

    app::MessageId id() const { return m_message.id; }
    void setMessage(const app::Message& message);
    void appendText(const QString& piece);
    void setPrefill(int doneTokens, int totalTokens);
    void setLast(bool last); // only the last answer can be regenerated

    int layoutForWidth(int width);
    bool isLaidOut() const;
    markdown::MarkdownView& body() { return *m_body; }

signals:
    void heightChanged();
    void regenerateRequested();
    void siblingRequested(app::MessageId id, int step);
    void linkActivated(const QUrl& target);
    void selectionStarted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool isUser() const { return m_message.role == core::Role::User; }
    void showState();
    void copyMessage();

    const Theme& m_theme;
    app::Message m_message;
    bool m_last = false;
    bool m_started = false; // the answer has text
    QRect m_bubble;
    markdown::MarkdownView* m_body;
    BusyDots* m_dots;
    QWidget* m_footer;
    IconButton* m_copy;
    IconButton* m_regenerate;
    IconButton* m_previous;
    IconButton* m_next;
    QLabel* m_sibling;
    QLabel* m_state;
    QLabel* m_speed;
};

} // namespace ui
