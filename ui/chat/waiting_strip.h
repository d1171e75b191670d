// Above the composer after Enter while no model can answer, or one answers: that the message is
// kept there and goes when one can, and the way to a model where none is on its way. Hidden while
// nothing waits. GUI thread only.
#pragma once

#include "app/inference/inference.h"
#include "ui/widgets/notice_strip.h"

class QPushButton;

namespace ui {

class WaitingStrip : public NoticeStrip
{
    Q_OBJECT

public:
    explicit WaitingStrip(QWidget* parent = nullptr);

    void setModelState(app::ModelState state);
    void setBusy(bool busy); // an answer is being written
    void wait();
    bool isWaiting() const { return !isHidden(); }

signals:
    void openModelRequested();
    void dismissed(); // the message stays where it is and does not go by itself

private:
    void showState();

    QPushButton* m_open;
    app::ModelState m_state = app::ModelState::Empty;
    bool m_busy = false;
};

} // namespace ui
