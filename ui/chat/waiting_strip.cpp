#include "ui/chat/waiting_strip.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/announcement.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace ui {

WaitingStrip::WaitingStrip(QWidget* parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_open(new QPushButton(tr("Open a model file…"), this))
    , m_cancel(new QPushButton(tr("Do not send"), this))
{
    setObjectName(QStringLiteral("waitingStrip"));
    setProperty("look", "chip");
    m_text->setObjectName(QStringLiteral("waitingText"));
    m_text->setWordWrap(true);
    m_open->setObjectName(QStringLiteral("waitingOpenButton"));
    m_cancel->setObjectName(QStringLiteral("waitingCancelButton"));
    m_cancel->setProperty("look", "quiet");
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kSpaceM, kSpaceS, kSpaceS, kSpaceS);
    layout->setSpacing(kSpaceS);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_open);
    layout->addWidget(m_cancel);
    connect(m_open, &QPushButton::clicked, this, &WaitingStrip::openModelRequested);
    connect(m_cancel, &QPushButton::clicked, this, &WaitingStrip::dismissed);
    hide();
}

void WaitingStrip::setModelState(app::ModelState state)
{
    m_state = state;
    showState();
}

void WaitingStrip::wait()
{
    show();
    showState();
}

void WaitingStrip::showState()
{
    const bool loading = m_state == app::ModelState::Loading;
    m_open->setVisible(!loading);
    const QString text =
        loading ? tr("Your message is kept here and will be sent when the model is ready.")
                : tr("Sending needs a model. Your message is kept here and will be sent when one "
                     "is open.");
    m_text->setText(text);
    setAccessibleName(text);
    if (isWaiting())
        announce(*this, text);
}

} // namespace ui
