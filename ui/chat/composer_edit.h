// The composer's text field: grows with its text up to a limit, and tells sending from writing.
//
// Enter sends, Shift+Enter breaks the line; while an input method is composing, Enter belongs to
// it.
#pragma once

#include <QTextEdit>

namespace ui {

class ComposerEdit : public QTextEdit
{
    Q_OBJECT

public:
    explicit ComposerEdit(QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void sendRequested();
    void recallRequested(); // Up in an empty field

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;

private:
    void fitHeight();
    int heightForLines(int lines) const;

    bool m_composing = false;
};

} // namespace ui
