// A text to be read and copied, in a window of its own.
#pragma once

#include <QDialog>

class QHBoxLayout;
class QPlainTextEdit;
class QPushButton;

namespace ui {

class Theme;

class TextDialog : public QDialog
{
    Q_OBJECT

public:
    // note: what it is, above the text.
    TextDialog(const Theme& theme, const QString& title, const QString& note, QWidget* parent);

    void setText(const QString& text);

protected:
    QPlainTextEdit& edit() { return *m_text; }
    void addTool(QWidget* tool); // at the left below the text

private:
    void copy();

    QPlainTextEdit* m_text;
    QPushButton* m_copy;
    QHBoxLayout* m_buttons;
};

} // namespace ui
