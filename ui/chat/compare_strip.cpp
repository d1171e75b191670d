#include "ui/chat/compare_strip.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/announcement.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace ui {

CompareStrip::CompareStrip(QWidget* parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
{
    setObjectName(QStringLiteral("compareStrip"));
    setProperty("look", "chip");
    m_text->setObjectName(QStringLiteral("compareText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    auto* cancel = new QPushButton(tr("Do not compare"), this);
    cancel->setObjectName(QStringLiteral("compareCancelButton"));
    cancel->setProperty("look", "quiet");
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kSpaceM, kSpaceS, kSpaceS, kSpaceS);
    layout->setSpacing(kSpaceS);
    layout->addWidget(m_text, 1);
    layout->addWidget(cancel);
    connect(cancel, &QPushButton::clicked, this, &CompareStrip::dismissed);
    hide();
}

void CompareStrip::showModels(const QString& first, const QString& second)
{
    const QString text = tr("%1 and %2 both answer your next message.").arg(first, second);
    m_text->setText(text);
    setAccessibleName(text);
    if (!isHidden())
        return;
    show();
    announce(*this, text);
}

} // namespace ui
