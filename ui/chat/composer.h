// Where messages are written: a rounded card with the text and one button that sends, or stops the
// running answer.
#pragma once

#include <QFrame>

namespace ui {

class ComposerEdit;
class IconButton;
class Theme;

class Composer : public QFrame
{
    Q_OBJECT

public:
    explicit Composer(const Theme& theme, QWidget* parent = nullptr);

    QString text() const;
    void setText(const QString& text);
    void setBusy(bool busy);   // an answer is being written: the button stops it
    void setReady(bool ready); // a model can answer: sending is possible
    void setPlaceholder(const QString& text);
    void focusText();

signals:
    void sendRequested(const QString& text); // the field is cleared before
    void stopRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    void act();
    void send();
    void showState();

    ComposerEdit* m_edit;
    IconButton* m_button;
    QString m_lastSent;
    bool m_busy = false;
    bool m_ready = true;
};

} // namespace ui
