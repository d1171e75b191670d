// A word about what just happened, with one thing to do about it; goes away by itself.
//
// Floats in its parent, above what stands at the bottom there. A new word replaces the one before.
// While it offers something, Ctrl+Z does that too, unless a field has something to undo itself. GUI
// thread only.
#pragma once

#include <QFrame>
#include <QTimer>

#include <functional>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace ui {

class Toast : public QFrame
{
    Q_OBJECT

public:
    // bottom: what it floats above, a child of the parent.
    Toast(QWidget* parent, QWidget* bottom);

    // action: what the button says, empty for none; act: what it does, undoing what just happened.
    void say(const QString& text, const QString& action = {}, std::function<void()> act = {});

    void takeBack(const QString& text); // where it is still shown

    static constexpr int kStaysMs = 8000;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void place();
    void act();
    bool takesKey(QObject* watched, QEvent* event) const;

    QWidget* m_bottom;
    QHBoxLayout* m_row;
    QLabel* m_text;
    QPushButton* m_button;
    std::function<void()> m_act;
    QTimer m_timer;
};

} // namespace ui
