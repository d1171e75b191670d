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

    // text as it was written before; the arrows go on from it until it is changed.
    void setRecalled(const QString& text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void sendRequested();
    // Up where the text is empty or was recalled (step -1), Down where it was recalled (+1).
    void recallRequested(int step);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;

private:
    void fitHeight();
    int heightForLines(int lines) const;

    bool m_composing = false;
    QString m_recalled; // null: nothing was
};

} // namespace ui
