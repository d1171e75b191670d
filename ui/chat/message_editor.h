// A message being changed in place: its text in a field, and the two ways out.
//
// Ctrl+Enter keeps the change, Esc drops it. Made for one edit. GUI thread only.
#pragma once

#include <QFrame>

class QTextEdit;

namespace ui {

class Theme;

class MessageEditor : public QFrame
{
    Q_OBJECT

public:
    // keepText: what the button that keeps the change says.
    MessageEditor(const Theme& theme,
                  const QString& text,
                  const QString& keepText,
                  QWidget* parent = nullptr);

    void focusText();
    int heightForWidth(int width) const override;

signals:
    void kept(const QString& text);
    void dropped();
    void heightChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void keep();

    QTextEdit* m_edit;
    QWidget* m_buttons;
};

} // namespace ui
