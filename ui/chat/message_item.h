// One message in the conversation: the user's in a bubble, an answer on the page with its actions
// below.
//
// The chat view gives it a width and asks for its height; it says when that changed. GUI thread
// only.
#pragma once

#include "app/chats/chat_types.h"
#include "ui/chat/message_footer.h"

#include <QWidget>

namespace ui {

class BusyDots;
class MessageEditor;
class Theme;
class ThoughtFold;

namespace markdown {
class MarkdownView;
}

// What is seen of a message without unfolding anything, as Markdown.
QString shownText(const app::Message& message);

class MessageItem : public QWidget
{
    Q_OBJECT

public:
    MessageItem(const Theme& theme, const app::Message& message, QWidget* parent = nullptr);

    app::MessageId id() const { return m_message.id; }
    const app::Message& message() const { return m_message; }
    void setMessage(const app::Message& message);
    void appendText(const QString& piece);
    void setPrefill(int doneTokens, int totalTokens);
    void setLast(bool last); // of the path that is shown
    void setBusy(bool busy); // an answer is being written somewhere in the conversation

    void startEditing();
    bool isEditing() const { return m_editor != nullptr; }

    int layoutForWidth(int width);
    bool isLaidOut() const;
    markdown::MarkdownView& body() { return *m_body; }

signals:
    void heightChanged();
    void editRequested(app::MessageId id, const QString& text);
    void regenerateRequested(app::MessageId id, ui::MessageFooter::Variation variation);
    void continueRequested(app::MessageId id);
    void forkRequested(app::MessageId id);
    void siblingRequested(app::MessageId id, int step);
    void linkActivated(const QUrl& target);
    void selectionStarted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    bool isUser() const { return m_message.role == core::Role::User; }
    void connectParts();
    void showText();
    void showState();
    void stopEditing();
    void copyMessage();
    int layOutBubble(int width);
    int layOutAnswer(int width);

    const Theme& m_theme;
    app::Message m_message;
    bool m_last = false;
    bool m_busy = false;
    bool m_reasoned = true; // the text so far may hold reasoning: it has to be split again
    QRect m_bubble;
    markdown::MarkdownView* m_body;
    BusyDots* m_dots;
    MessageFooter* m_footer;
    ThoughtFold* m_thought = nullptr;  // made with the first reasoning
    MessageEditor* m_editor = nullptr; // while the text is being changed
};

} // namespace ui
