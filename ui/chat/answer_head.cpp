#include "ui/chat/answer_head.h"

#include "app/chats/model_name.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QStyle>

namespace ui {

AnswerHead::AnswerHead(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_name(new ElidedLabel(this, Qt::ElideMiddle))
    , m_choose(new QPushButton(tr("Go on with this one"), this))
{
    m_name->setObjectName(QStringLiteral("answerModelLabel"));
    m_name->setTextFormat(Qt::PlainText);
    QFont bold = m_name->font();
    bold.setWeight(QFont::DemiBold);
    m_name->setFont(bold);
    m_choose->setObjectName(QStringLiteral("chooseAnswerButton"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, kSpaceS);
    row->setSpacing(kSpaceS);
    row->addWidget(m_name, 1);
    row->addWidget(m_choose);
    connect(m_choose, &QPushButton::clicked, this, &AnswerHead::chosen);
}

void AnswerHead::showAnswer(const app::Message& answer, bool isInPath)
{
    const QString model =
        answer.model.isEmpty() ? tr("Unknown model") : app::modelTitle(answer.model);
    m_name->setText(model);
    m_choose->setProperty("look", isInPath ? "primary" : "");
    m_choose->style()->unpolish(m_choose);
    m_choose->style()->polish(m_choose);
    m_choose->setToolTip(isInPath ? tr("A message you send now follows this answer") : QString());
    m_choose->setAccessibleName(tr("Go on with the answer of %1").arg(model));
    m_choose->setAccessibleDescription(m_choose->toolTip());
}

void AnswerHead::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(0, height() - 1, width(), 1, m_theme.palette().border);
}

} // namespace ui
