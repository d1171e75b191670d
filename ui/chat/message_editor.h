// A message being changed in place: its words in a field, the files that go with it, and the two
// ways out.
//
// A file can be looked at and dropped; its text has no place here, since a book would not fit.
// Enter keeps the change, as it sends in the composer; Esc drops it. Made for one edit. GUI thread
// only.
#pragma once

#include "ui/widgets/attachment.h"

#include <QFrame>

class QTextEdit;

namespace app {
class SpellChecker;
}

namespace ui {

class AttachmentChips;
class Theme;

class MessageEditor : public QFrame
{
    Q_OBJECT

public:
    // keepText: what the button that keeps the change says.
    MessageEditor(const Theme& theme,
                  const SplitMessage& message,
                  const QString& keepText,
                  QWidget* parent = nullptr);

    void focusText();
    void setMessage(const SplitMessage& message);        // what an edit before this one had come to
    void setSpelling(app::SpellChecker& checker);        // which must outlive the editor
    void selectFound(const QString& words, int ordinal); // the how manieth time they stand there
    int heightForWidth(int width) const override;
    QString unkept() const; // words and files as one; null where nothing was changed

signals:
    void kept(const QString& text);    // words and files as one
    void dropped(const QString& text); // what was written; null where nothing was changed
    void changed();                    // see unkept()
    void heightChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void keep();
    void drop();
    bool isChanged() const;
    QString written() const;

    const Theme& m_theme;
    const SplitMessage m_message; // as it was
    AttachmentChips* m_files;     // above the text, also in the order of Tab
    QTextEdit* m_edit;
    QWidget* m_buttons;
    bool m_composing = false; // an input method is at work: Enter is its own
};

} // namespace ui
