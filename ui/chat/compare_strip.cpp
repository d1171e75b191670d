#include "ui/chat/compare_strip.h"

#include <QPushButton>

namespace ui {

CompareStrip::CompareStrip(QWidget* parent)
    : NoticeStrip(QStringLiteral("compare"), parent)
{
    const QPushButton* cancel = addButton(QStringLiteral("Cancel"), tr("Do not compare"), "quiet");
    connect(cancel, &QPushButton::clicked, this, &CompareStrip::dismissed);
}

void CompareStrip::showModels(const QString& first, const QString& second)
{
    setText(tr("%1 and %2 both answer your next message.").arg(first, second));
    if (!isHidden())
        return;
    show();
    tell();
}

} // namespace ui
