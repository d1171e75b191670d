#include "ui/chat/model_change_strip.h"

#include <QPushButton>

namespace ui {

ModelChangeStrip::ModelChangeStrip(QWidget* parent)
    : NoticeStrip(QStringLiteral("modelChange"), parent)
{
    const QPushButton* now = addButton(QStringLiteral("Now"), tr("Stop writing and open it"));
    const QPushButton* cancel =
        addButton(QStringLiteral("Cancel"), tr("Keep the present model"), "quiet");
    connect(now, &QPushButton::clicked, this, &ModelChangeStrip::changeRequested);
    connect(cancel, &QPushButton::clicked, this, &ModelChangeStrip::dismissed);
}

void ModelChangeStrip::showWaiting(const QString& model, int answers)
{
    setText(answers == 1
                ? tr("An answer is being written. %1 will be opened when it has ended.").arg(model)
                : tr("%1 answers are being written. %2 will be opened when they have ended.")
                      .arg(answers)
                      .arg(model));
    if (!isHidden())
        return;
    show();
    tell();
}

} // namespace ui
