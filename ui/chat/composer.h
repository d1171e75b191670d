// Where messages are written: a rounded card with the text and one button that sends, or stops the
// running answer.
#pragma once

#include "app/settings/settings.h"
#include "ui/widgets/attachment.h"

#include <QAbstractSlider>
#include <QFrame>
#include <QHash>
#include <QStringList>

class QHBoxLayout;

namespace app {
class SpellChecker;
}

namespace ui {

class AttachmentChips;
class ComposerEdit;
class IconButton;
class PromptPicker;
class Theme;

class Composer : public QFrame
{
    Q_OBJECT

public:
    explicit Composer(const Theme& theme, QWidget* parent = nullptr);

    QString text() const;
    QString message() const; // the text with the attachments
    bool isEmpty() const;    // nothing is written or attached, nor being read to be attached
    void setText(const QString& text);
    void setMessage(const QString& message); // the attachments too
    // A message that was not sent stands before what was written since; it goes again, with its
    // attachments, where it still stands there.
    void putBack(const QString& message);
    void takeBack(const QString& message);
    void setBusy(bool busy);   // an answer is being written: the button stops it
    void setReady(bool ready); // a model can answer: else what is sent is held back
    void send();               // as Enter does
    void setPlaceholder(const QString& text);
    // What the arrows bring back, oldest first; what is sent from here on is added.
    void addAttachment(const Attachment& attachment);
    QList<Attachment> uncounted() const;                      // of those that are there
    void setTokens(const Attachment& attachment, int tokens); // of an uncounted one
    // A file that is still being read, under a number of the caller's. Nothing is sent before all
    // are read or dropped.
    void addReading(int id, const QString& name);
    bool endReading(int id); // false: it was dropped meanwhile
    void setPrompts(const QList<app::SavedPrompt>& prompts);
    void openPrompts(); // all of them, above the composer
    void setHistory(const QStringList& messages);
    void setSpelling(app::SpellChecker& checker); // which must outlive the composer
    void addTool(QWidget* tool);                  // at the left below the text
    void addStatus(QWidget* status);              // beside the send button
    void focusText();
    // A letter that was typed while the keyboard's focus was elsewhere, or a paste; false: it is
    // neither.
    bool takeTyped(QKeyEvent& event);

signals:
    void textChanged(const QString& text);   // attachments included
    void sendRequested(const QString& text); // the field is cleared before
    // Not sent: a place of a saved prompt is not filled in, and selected now. Asked again, the
    // message goes as it is.
    void placeLeft();
    void sendHeldBack(); // asked for while no model can answer, or one does: the text is still here
    void stopRequested();
    void scrollRequested(QAbstractSlider::SliderAction action); // see ComposerEdit
    void filesOffered(const QStringList& paths);
    void putBackUncounted(); // attachments whose tokens nobody has counted
    void longTextPasted(const QString& text);
    void picturePasted();
    void readingDropped(int id); // by the person

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    static size_t keyOf(const Attachment& attachment);
    SplitMessage split(const QString& message) const; // with what is known of its files
    void act();
    void showState();
    void recall(int step);
    bool takeKey(int key);
    void narrowPrompts();
    void insertPrompt(const QString& prompt);
    bool selectPlaceLeft();

    const Theme& m_theme;
    ComposerEdit* m_edit;
    IconButton* m_button;
    AttachmentChips* m_chips;
    PromptPicker* m_picker; // a child of the window
    QHBoxLayout* m_tools;
    QHBoxLayout* m_status;
    QHash<size_t, int> m_counts; // tokens of the files attached so far, by keyOf()
    QString m_prompt;            // inserted last; its places are to be filled in
    QString m_told;              // the text that a place was left in
    QStringList m_history;       // messages with their attachments
    qsizetype m_recalled = 0;    // in m_history; its size: nothing is recalled
    bool m_narrows = false;      // the prompts, with all that is typed
    bool m_busy = false;
    bool m_ready = true;
};

} // namespace ui
