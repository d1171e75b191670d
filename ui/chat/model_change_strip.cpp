#include "ui/chat/model_change_strip.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/announcement.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace ui {

ModelChangeStrip::ModelChangeStrip(QWidget* parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
{
    setObjectName(QStringLiteral("modelChangeStrip"));
    setProperty("look", "chip");
    m_text->setObjectName(QStringLiteral("modelChangeText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    auto* now = new QPushButton(tr("Stop writing and open it"), this);
    now->setObjectName(QStringLiteral("modelChangeNowButton"));
    auto* cancel = new QPushButton(tr("Keep the present model"), this);
    cancel->setObjectName(QStringLiteral("modelChangeCancelButton"));
    cancel->setProperty("look", "quiet");
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kSpaceM, kSpaceS, kSpaceS, kSpaceS);
    layout->setSpacing(kSpaceS);
    layout->addWidget(m_text, 1);
    layout->addWidget(now);
    layout->addWidget(cancel);
    connect(now, &QPushButton::clicked, this, &ModelChangeStrip::changeRequested);
    connect(cancel, &QPushButton::clicked, this, &ModelChangeStrip::dismissed);
    hide();
}

void ModelChangeStrip::showWaiting(const QString& model, int answers)
{
    const QString text =
        answers == 1
            ? tr("An answer is being written. %1 will be opened when it has ended.").arg(model)
            : tr("%1 answers are being written. %2 will be opened when they have ended.")
                  .arg(answers)
                  .arg(model);
    m_text->setText(text);
    setAccessibleName(text);
    if (!isHidden())
        return;
    show();
    announce(*this, text);
}

} // namespace ui
