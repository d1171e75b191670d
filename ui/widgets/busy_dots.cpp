#include "ui/widgets/busy_dots.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>

#include <cmath>
#include <numbers>

namespace ui {

namespace {

constexpr int kDot = 7;
constexpr int kStep = 13;
constexpr int kFrameMs = 50;
constexpr int kPhases = 24;

} // namespace

BusyDots::BusyDots(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Working"));
    m_timer.setInterval(kFrameMs);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_phase = (m_phase + 1) % kPhases;
        update();
    });
}

void BusyDots::setText(const QString& text)
{
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleDescription(text);
    updateGeometry();
    update();
}

QSize BusyDots::sizeHint() const
{
    const QFontMetrics metrics(m_theme.font());
    return {3 * kStep + kSpaceS + metrics.horizontalAdvance(m_text), metrics.height() + kSpaceS};
}

void BusyDots::showEvent(QShowEvent*)
{
    m_timer.start();
}

void BusyDots::hideEvent(QHideEvent*)
{
    m_timer.stop();
}

void BusyDots::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < 3; ++i) {
        const double angle = 2 * std::numbers::pi * (m_phase - 3 * i) / kPhases;
        QColor colour = m_theme.palette().accent;
        colour.setAlphaF(float(0.35 + 0.65 * (0.5 + 0.5 * std::cos(angle))));
        painter.setBrush(colour);
        painter.drawEllipse(QRectF(i * kStep, (height() - kDot) / 2.0, kDot, kDot));
    }
    painter.setPen(m_theme.palette().mutedText);
    painter.setFont(m_theme.font());
    painter.drawText(rect().adjusted(3 * kStep + kSpaceS, 0, 0, 0), Qt::AlignVCenter, m_text);
}

} // namespace ui
