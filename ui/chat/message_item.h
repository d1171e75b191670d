// One message in the conversation: the user's in a bubble, an answer on the page with its actions
// below.
//
// The chat view gives it a width and asks for its height; it says when that changed. GUI thread
// only.
#pragma once

#include "app/chats/token_odds.h"
#include "ui/chat/message_footer.h"

#include <QElapsedTimer>
#include <QMenu>
#include <QPointer>
#include <QWidget>

#include <vector>

class QFileDialog;
class QLabel;

namespace app {
class SpellChecker;
}

namespace ui {

class AnswerHead;
class AttachmentChips;
class BusyDots;
class TokenCard;
class MessageEditor;
class MessageFold;
class Theme;
class ThoughtFold;

namespace markdown {
class MarkdownView;
}

// What is seen of a message without unfolding anything, as Markdown; of attached files their names.
QString shownText(const app::Message& message);

// To the clipboard, without an answer's reasoning.
void copyWhole(const app::Message& message);

class MessageItem : public QWidget
{
    Q_OBJECT

public:
    MessageItem(const Theme& theme, const app::Message& message, QWidget* parent = nullptr);

    app::MessageId id() const { return m_message.id; }
    const app::Message& message() const { return m_message; }
    void setMessage(const app::Message& message);
    void appendText(const QString& piece);
    // In a comparison: see MessageFooter::setComparison(). A head then says whose answer it is.
    void setComparison(int sibling);
    void setPrefill(int doneTokens, int totalTokens);
    void setLast(bool last);                        // of the path that is shown
    void setModelNamed(bool named);                 // below an answer
    void setReading(VoiceState voice, bool isRead); // aloud
    void setBusy(bool busy); // an answer is being written somewhere in the conversation

    // While the conversation is looked inside, an answer asks for its tokens and tints them.
    void setLooking(bool looking);
    void setTokens(const QList<app::PlacedToken>& tokens);    // empty: none are kept
    void appendTokens(const QList<app::PlacedToken>& tokens); // of an answer on its way
    const QList<app::PlacedToken>& tokens() const { return m_tokens; }
    bool showsTokens() const; // all that are kept, if any
    // Of words that are seen, the least certain first.
    std::vector<int> uncertainTokens() const;
    QRect tokenRect(int token) const; // in this widget
    void openToken(int token);        // shows what else could have stood there

    void setSpelling(app::SpellChecker* checker) { m_spelling = checker; } // null: none
    void startEditing(const QString& text = {}); // text: what an edit that was dropped had come to
    bool isEditing() const { return m_editor != nullptr; }
    void selectFound(const QString& words, int ordinal); // in the text that is edited
    QString unkeptEdit() const; // what an edit has come to; null where nothing was changed

    void unfold(); // a long message of one's own
    int layoutForWidth(int width);
    bool isLaidOut() const;
    markdown::MarkdownView& body() { return *m_body; }

signals:
    void heightChanged();
    void editRequested(app::MessageId id, const QString& text);
    void editChanged(app::MessageId id, const QString& text); // see ChatView
    void editDropped(app::MessageId id, const QString& text); // that had changed it to this
    void editingEnded();
    void regenerateRequested(app::MessageId id, ui::MessageFooter::Variation variation);
    // See MessageFooter.
    void otherModelsWanted(app::MessageId id, QMenu* menu, ui::MessageFooter::Purpose purpose);
    void compareRequested(app::MessageId id);
    void chosen(app::MessageId id); // of two that are compared
    void continueRequested(app::MessageId id);
    void forkRequested(app::MessageId id);
    void deleteRequested(app::MessageId id);
    void readRequested(const app::Message& message); // aloud, or no longer
    void actionsWanted(); // the pointer or the keyboard's focus has come to an answer
    void siblingRequested(app::MessageId id, int step);
    void linkActivated(const QUrl& target);
    void selectionStarted();
    void choosingFile(QFileDialog* dialog); // to save code to
    void tokensWanted(app::MessageId id);
    void branchRequested(app::MessageId id, int token, int other);
    void uncertainStepRequested(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    bool isStreaming() const { return m_message.state == app::MessageState::Streaming; }
    bool isUser() const { return m_message.role == core::Role::User; }
    void connectParts();
    void showText();
    void showWritten();
    void showState();
    void wantActions();
    void stopEditing();
    void connectTokens();
    void setAnswerStart(qsizetype start);
    void tintTokens();
    void copyMessage();
    int seenOfBody(int height);
    int layOutBubble(int width);
    int layOutAnswer(int width);

    const Theme& m_theme;
    app::Message m_message;
    bool m_last = false;
    bool m_busy = false;
    bool m_reasoned = true; // the text so far may hold reasoning: it has to be split again
    QRect m_bubble;
    QElapsedTimer m_prefillBegan;
    int m_prefillStart = 0; // tokens that were there already then
    markdown::MarkdownView* m_body;
    BusyDots* m_dots;
    MessageFooter* m_footer;
    AnswerHead* m_head = nullptr;       // in a comparison
    ThoughtFold* m_thought = nullptr;   // made with the first reasoning
    AttachmentChips* m_files = nullptr; // made with the first file
    MessageFold* m_fold = nullptr;      // made where the text is long
    bool m_looking = false;
    QList<app::PlacedToken> m_tokens;
    bool m_tokensRead = false;
    qsizetype m_answerStart = 0;  // in the text: what is before it is folded away
    QLabel* m_sureness = nullptr; // made with the first look inside
    QPointer<TokenCard> m_card;   // while it is open
    app::SpellChecker* m_spelling = nullptr;
    MessageEditor* m_editor = nullptr; // while the text is being changed
};

} // namespace ui
