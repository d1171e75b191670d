#include "ui/chat/temporary_bar.h"

#include "ui/theme/metrics.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace ui {

TemporaryBar::TemporaryBar(QWidget* parent)
    : QFrame(parent)
    , m_keep(new QPushButton(tr("Keep it"), this))
{
    setObjectName(QStringLiteral("temporaryBar"));
    m_keep->setObjectName(QStringLiteral("keepButton"));
    m_keep->setProperty("look", "quiet");
    m_keep->setToolTip(tr("Save this conversation like all others"));
    auto* text =
        new QLabel(tr("Temporary: nothing is saved, and it is gone once you leave it."), this);
    text->setProperty("look", "muted");
    text->setWordWrap(true);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kSpaceL, kSpaceXs, kSpaceS, kSpaceXs);
    layout->setSpacing(kSpaceS);
    layout->addWidget(text, 1);
    layout->addWidget(m_keep);
    connect(m_keep, &QPushButton::clicked, this, &TemporaryBar::keepRequested);
    hide();
}

void TemporaryBar::setCanKeep(bool can)
{
    m_keep->setEnabled(can);
}

} // namespace ui
