#include "ui/chat/look_bar.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/stacked_row.h"

#include <QEvent>
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
    , m_parts(new QHBoxLayout)
    , m_leave(new IconButton(
          theme, QStringLiteral("close"), tr("Stop looking inside (Ctrl+L)"), this, "small"))
{
    setObjectName(QStringLiteral("lookBar"));
    auto* next = new QPushButton(tr("Next uncertain word"), this);
    next->setObjectName(QStringLiteral("nextUncertainButton"));
    next->setProperty("look", "quiet");
    next->setToolTip(tr("The word the model was least certain of, then the next (F8)"));
    m_leave->setObjectName(QStringLiteral("lookCloseButton"));
    auto* legend = new QWidget(this);
    auto* words = new QHBoxLayout(legend);
    words->setContentsMargins({});
    words->setSpacing(kSpaceS);
    words->addWidget(mutedLabel(tr("Certain"), legend));
    words->addWidget(new Scale(theme, legend));
    words->addWidget(mutedLabel(tr("Guessed"), legend));
    m_parts->setSpacing(kSpaceXs);
    m_parts->addWidget(legend, 0, Qt::AlignLeft);
    m_parts->addStretch(1);
    m_parts->addWidget(next, 0, Qt::AlignLeft);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kSpaceL, kSpaceXs, kSpaceS, kSpaceXs);
    layout->setSpacing(kSpaceS);
    layout->addLayout(m_parts, 1);
    layout->addWidget(m_leave, 0, Qt::AlignTop);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // the page's width decides
    connect(next, &QPushButton::clicked, this, &LookBar::nextRequested);
    connect(m_leave, &QToolButton::clicked, this, &LookBar::closed);
    hide();
}

bool LookBar::event(QEvent* event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest) {
        const int room = layout()->contentsRect().width() - m_leave->sizeHint().width();
        setStacked(*m_parts, widthOf(*m_parts) + layout()->spacing() > room);
    }
    return QFrame::event(event);
}

} // namespace ui
