// A word about what just happened, with one thing to do about it; goes away by itself.
//
// Floats at the bottom of its parent. A new word replaces the one before. GUI thread only.
#pragma once

#include <QFrame>
#include <QTimer>

#include <functional>

class QLabel;
class QPushButton;

namespace ui {

class Toast : public QFrame
{
    Q_OBJECT

public:
    // bottom: how far above the parent's lower edge it floats, in pixels.
    Toast(QWidget* parent, int bottom);

    // action: what the button says, empty for none; act: what it does.
    void say(const QString& text, const QString& action = {}, std::function<void()> act = {});

    static constexpr int kStaysMs = 8000;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void place();

    int m_bottom;
    QLabel* m_text;
    QPushButton* m_button;
    std::function<void()> m_act;
    QTimer m_timer;
};

} // namespace ui
