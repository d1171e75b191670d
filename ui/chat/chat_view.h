// The conversation as a scrolling column of messages.
//
// Only messages near the visible part have widgets; the others are an estimated height until they
// come near, so that a conversation of thousands opens at once. The place being read stays still
// while messages around it change; the view follows new text only while the reader is at the end.
// GUI thread only.
#pragma once

#include "app/chats/token_odds.h"
#include "ui/chat/message_footer.h"

#include <QAbstractScrollArea>
#include <QBasicTimer>
#include <QClipboard>
#include <QHash>
#include <QMenu>
#include <QPointer>

#include <optional>
#include <vector>

class QFileDialog;

namespace app {
class SpellChecker;
}

namespace ui {

class IconButton;
class MessageItem;
class Theme;

class ChatView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit ChatView(const Theme& theme, QWidget* parent = nullptr);

    // Shows the end; after a step to another version of a message, or an edit of an answer, that
    // version, where the other was; what is left of a conversation stays where it is.
    void setMessages(const QList<app::Message>& messages);
    // What is left without the messages removed last, or with them again, is about to be shown.
    void holdRemovedPlace();
    void addMessage(const app::Message& message); // goes to the end
    void appendText(app::MessageId id, const QString& piece);
    void updateMessage(const app::Message& message);
    // Answers of others are named; empty: none is open.
    void setOpenModel(const QString& name);
    void setBusy(bool busy); // an answer is being written
    void setPrefill(app::MessageId id, int doneTokens, int totalTokens);
    // Shows other beside its alternative, or below it where the view is narrow, until
    // setMessages().
    void setComparison(const app::Message& other);
    bool shows(app::MessageId id) const;
    void setReading(VoiceState voice, app::MessageId read); // aloud; 0: none is
    void setSpelling(app::SpellChecker& checker); // of messages that are edited; outlives the view

    bool isFollowing() const { return m_following; }
    void scrollToEnd();
    // Goes on with an edit that was dropped at text. False where the message is not shown.
    bool editMessage(app::MessageId id, const QString& text);
    // An edit of a message that is shown, which goes on as soon as it can.
    void offerEdit(app::MessageId id, const QString& text) { m_leftEdits.insert(id, text); }
    void revealMessage(app::MessageId id); // brings it to the top of the view

    // Marks words wherever they stand and goes to the first place in or below what was seen before
    // anything was searched for, at the end of the conversation to the last; empty: nothing is
    // marked.
    void find(const QString& words);
    void stepFind(int step);
    void goToMatchIn(app::MessageId id); // the first there, if any

    // Tints the tokens of all answers by how certain the model was of them.
    void setLooking(bool looking);
    void setTokens(app::MessageId id, const QList<app::PlacedToken>& tokens);
    void appendTokens(app::MessageId id, const QList<app::PlacedToken>& tokens);
    // Opens the least certain word of the last answer that is seen, then the next less certain.
    void stepUncertain(int step);

    // Gives what is in the messages its place behind the view in the order of Tab; to be called
    // before a step, since they come and go.
    void orderFocus();
    void showFocused(); // after it, a button in a message

    int itemCount() const; // messages that have a widget now

signals:
    void editRequested(app::MessageId id, const QString& text);
    void editDropped(app::MessageId id, const QString& text); // see editMessage()
    // What an edit that is open has come to; null where nothing is changed, or it has ended.
    void editChanged(app::MessageId id, const QString& text);
    void messagesChanged(); // others are shown; edits that are offered now go on
    void editingEnded();    // kept or not: the keyboard's focus has nowhere to be
    void regenerateRequested(app::MessageId id, ui::MessageFooter::Variation variation);
    // See MessageFooter.
    void otherModelsWanted(app::MessageId id, QMenu* menu, ui::MessageFooter::Purpose purpose);
    void compareRequested(app::MessageId id);
    void answerChosen(app::MessageId id); // of the two that are compared
    void continueRequested(app::MessageId id);
    void forkRequested(app::MessageId id);
    void deleteRequested(app::MessageId id);
    void readRequested(const app::Message& message); // aloud, or no longer
    void actionsWanted();                            // see MessageItem
    void siblingRequested(app::MessageId id, int step);
    void tokensWanted(app::MessageId id); // answered by setTokens()
    void branchRequested(app::MessageId id, int token, int other);
    // A step had nowhere to go: no word that is seen is uncertain, and where not known, of none are
    // there probabilities.
    void nothingUncertain(bool known);
    void linkActivated(const QUrl& target);
    void choosingFile(QFileDialog* dialog);   // to save code to
    void findCounted(int current, int count); // current: 0-based

protected:
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void paintEvent(QPaintEvent*) override {}

private:
    struct Entry
    {
        app::Message message;
        MessageItem* item = nullptr; // child of the viewport
        int y = 0;
        int height = 0;
        bool isSecond = false; // of the two that are compared: belongs beside the entry before it
    };

    // A place where the words searched for stand: the message, and the how manieth time there.
    struct Match
    {
        app::MessageId message = 0;
        int ordinal = 0;

        bool operator==(const Match&) const = default;
    };

    // A message for which another version was asked for.
    struct Stepped
    {
        app::ConversationId conversation = 0;
        app::MessageId parent = 0;
        int version = 0; // asked for
        int edge = 0;    // in the viewport: the bottom, where the arrows are, or the top
        bool isTop = false;
    };

    void scrollTo(std::size_t entry, int offset);
    void stepVersion(app::MessageId id, int step);
    void keepEdit(app::MessageId id, const QString& text);
    void stayAt(const Entry& entry, int version); // when another path is shown
    // Where a message is in the viewport.
    struct Place
    {
        app::MessageId message = 0;
        int top = 0;
    };

    void remove(app::MessageId id);
    std::vector<Place> places() const;
    void showPlace(const std::vector<Place>& places);
    void showVersion(const Stepped& stepped);
    void holdPlace();
    bool isAtEnd() const;
    void collectMatches();
    std::size_t matchToBeginWith();
    void updateMatches(); // after a change of entries; nothing is scrolled
    void showMatch();
    std::vector<MessageItem*> seenAnswers() const;
    MessageItem* itemToLookInto() const; // null: no answer is seen
    int columnWidth() const;
    int columnLeft() const;
    bool isCompared(const Entry& entry) const;
    bool isLast(const Entry& entry) const;
    void endComparison();
    bool isSideBySide() const; // the two that are compared
    int entryWidth(const Entry& entry) const;
    int entryLeft(const Entry& entry) const;
    int estimatedHeight(const app::Message& message) const;
    Entry* entryOf(app::MessageId id);
    void makeItem(Entry& entry);
    void leaveEdits();
    void takeEditsAlong(const QList<app::Message>& messages); // that are about to be shown
    void resumeEdit();
    void dropItem(Entry& entry);
    void connectSelection(MessageItem& item);
    void selectAcross(const MessageItem& from, const QPoint& point); // of the viewport
    int stepToDragged() const;
    MessageItem* itemBeside(const QPoint& point) const; // of the viewport; null: none to select in
    void copySelections(QClipboard::Mode mode);         // of all messages
    int positionEntries();                              // returns the height of all
    void markLast();
    void nameModels(); // where there are several, or it is not the one that is open
    void scheduleLayout();
    void layOut();
    void placeItems();
    void placeEndButton();
    int indexAt(int y) const;
    void makeNeighbours();
    QWidget* firstStopOfLastSeen() const; // message; null: nothing there takes the focus

    const Theme& m_theme;
    std::vector<Entry> m_entries;
    IconButton* m_endButton;
    std::optional<Stepped> m_stepped;   // until its conversation is shown
    std::vector<Place> m_heldPlaces;    // for the messages set next
    std::vector<Place> m_removedPlaces; // before something was removed
    QFrame* m_focusFrame;               // seen while keys scroll the conversation
    bool m_following = true;
    bool m_busy = false;
    QString m_openModel;
    bool m_namesModels = false;
    app::MessageId m_beside = 0; // its alternative in the path; 0: nothing is compared
    int m_inPath = -1;           // which version that is
    VoiceState m_voice = VoiceState::Unknown;
    app::MessageId m_read = 0;
    app::SpellChecker* m_spelling = nullptr;
    QHash<app::MessageId, QString> m_leftEdits; // open when something else was shown
    bool m_looking = false;
    app::MessageId m_lookedInto = 0; // whose uncertain words are being stepped through
    int m_findFrom = -1;             // the scroll position when a search began; -1: it was the end
    int m_uncertain = -1;            // which of them
    int m_stepToCome = 0;            // when there are tokens; 0: none
    QString m_words;
    std::vector<Match> m_matches;
    std::size_t m_match = 0;
    QBasicTimer m_dragScroll; // while a selection is dragged beyond the edge
    QPoint m_draggedTo;       // in the viewport
    QPointer<MessageItem> m_dragged;
    QPointer<MessageItem> m_pressedBeside; // where a selection that began beside its text is
    bool m_layingOut = false;
    bool m_layoutScheduled = false;
};

} // namespace ui
