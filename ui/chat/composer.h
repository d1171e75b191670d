// Where messages are written: a rounded card with the text and one button that sends, or stops the
// running answer.
#pragma once

#include <QFrame>
#include <QStringList>

class QHBoxLayout;

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
    // What the arrows bring back, oldest first; what is sent from here on is added.
    void setHistory(const QStringList& texts);
    void addTool(QWidget* tool);     // at the left below the text
    void addStatus(QWidget* status); // beside the send button
    void focusText();

signals:
    void textChanged(const QString& text);
    void sendRequested(const QString& text); // the field is cleared before
    void stopRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    void act();
    void send();
    void showState();
    void recall(int step);

    ComposerEdit* m_edit;
    IconButton* m_button;
    QHBoxLayout* m_tools;
    QHBoxLayout* m_status;
    QStringList m_history;
    qsizetype m_recalled = 0; // in m_history; its size: nothing is recalled
    bool m_busy = false;
    bool m_ready = true;
};

} // namespace ui
