// The composer's text field: grows with its text up to a limit, and tells sending from writing.
//
// Enter sends, Shift+Enter breaks the line; while an input method is composing, Enter belongs to
// it.
#pragma once

#include <QAbstractSlider>
#include <QTextCursor>
#include <QTextEdit>

#include <functional>

namespace ui {

class ComposerEdit : public QTextEdit
{
    Q_OBJECT

public:
    explicit ComposerEdit(QWidget* parent = nullptr);

    // text as it was written before; the arrows go on from it until it is changed.
    void setRecalled(const QString& text);

    // Sees every key before the field; true: it was taken.
    void setKeyFilter(std::function<bool(int key)> filter) { m_keyFilter = std::move(filter); }
    // Selects the next {{place}} to fill in; false where there is none.
    bool selectNextPlace();
    // What was written over the selected place goes into all of its name.
    void fillTwins();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void sendRequested();
    void filesOffered(const QStringList& paths); // dropped or pasted
    void longTextPasted(const QString& text);    // more than belongs into a field
    void picturePasted();                        // and no text with it
    void dropLastRequested();                    // of the files: Backspace where the text is empty
    // Up where the text is empty or was recalled (step -1), Down where it was recalled (+1).
    void recallRequested(int step);
    // A key for the conversation above: Page Up and Page Down where all of the text is seen, Ctrl
    // with Home and End where there is none.
    void scrollRequested(QAbstractSlider::SliderAction action);

protected:
    bool focusNextPrevChild(bool next) override;
    void keyPressEvent(QKeyEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool canInsertFromMimeData(const QMimeData* source) const override;
    void insertFromMimeData(const QMimeData* source) override;

private:
    bool scrollConversation(const QKeyEvent& event);
    void keepShapes(int from, int removed, int added);
    void fitHeight();
    int heightForLines(int lines) const;

    std::function<bool(int)> m_keyFilter;
    bool m_composing = false;
    QString m_place; // selected last, with its braces
    QTextCursor m_placeStart;
    QTextCursor m_placeEnd; // of what is written there
    QString m_recalled;     // null: nothing was
};

} // namespace ui
