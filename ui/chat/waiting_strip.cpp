#include "ui/chat/waiting_strip.h"

#include <QPushButton>

namespace ui {

WaitingStrip::WaitingStrip(QWidget* parent)
    : NoticeStrip(QStringLiteral("waiting"), parent)
    , m_open(addButton(QStringLiteral("Open"), tr("Open a model file…")))
{
    const QPushButton* cancel = addButton(QStringLiteral("Cancel"), tr("Do not send"), "quiet");
    connect(m_open, &QPushButton::clicked, this, &WaitingStrip::openModelRequested);
    connect(cancel, &QPushButton::clicked, this, &WaitingStrip::dismissed);
}

void WaitingStrip::setModelState(app::ModelState state)
{
    m_state = state;
    showState();
}

void WaitingStrip::setBusy(bool busy)
{
    m_busy = busy;
    if (isWaiting())
        showState();
}

void WaitingStrip::wait()
{
    show();
    showState();
}

void WaitingStrip::showState()
{
    const bool isNear = m_state == app::ModelState::Loading || m_state == app::ModelState::Ready;
    m_open->setVisible(!isNear);
    if (isNear && m_busy)
        setText(tr("Your message is kept here and will be sent when this answer is complete."));
    else if (isNear)
        setText(tr("Your message is kept here and will be sent when the model is ready."));
    else
        setText(tr("Sending needs a model. Your message is kept here and will be sent when one is "
                   "open."));
    if (isWaiting())
        tell();
}

} // namespace ui
