#include "ui/chat/look_bar.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_button.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace ui {

namespace {

// From certain to a guess, in the tints of the text.
class Scale : public QWidget
{
public:
    Scale(const Theme& theme, QWidget* parent)
        : QWidget(parent)
        , m_theme(theme)
    {
        setFixedSize(72, 12);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QLinearGradient gradient(0, 0, width(), 0);
        QColor colour = m_theme.palette().ember;
        gradient.setColorAt(1, colour);
        colour.setAlpha(0);
        gradient.setColorAt(0, colour);
        painter.setPen(m_theme.palette().border);
        painter.setBrush(gradient);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }

private:
    const Theme& m_theme;
};

QLabel* mutedLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("look", "muted");
    return label;
}

} // namespace

LookBar::LookBar(const Theme& theme, QWidget* parent)
    : QFrame(parent)
{
    setObjectName(QStringLiteral("lookBar"));
    auto* next = new QPushButton(tr("Next uncertain word"), this);
    next->setObjectName(QStringLiteral("nextUncertainButton"));
    next->setProperty("look", "quiet");
    next->setToolTip(tr("The word the model was least certain of, then the next (F8)"));
    auto* leave = new IconButton(
        theme, QStringLiteral("close"), tr("Stop looking inside (Ctrl+L)"), this, "small");
    leave->setObjectName(QStringLiteral("lookCloseButton"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kSpaceL, kSpaceXs, kSpaceS, kSpaceXs);
    layout->setSpacing(kSpaceS);
    layout->addWidget(mutedLabel(tr("Certain"), this));
    layout->addWidget(new Scale(theme, this));
    layout->addWidget(mutedLabel(tr("Guessed"), this));
    layout->addStretch(1);
    layout->addWidget(next);
    layout->addWidget(leave);
    connect(next, &QPushButton::clicked, this, &LookBar::nextRequested);
    connect(leave, &QToolButton::clicked, this, &LookBar::closed);
    hide();
}

} // namespace ui
