#include "ui/chat/token_row.h"

#include "ui/chat/token_text.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace ui {

namespace {

constexpr int kNameWidth = 150;
constexpr int kBarWidth = 90;
constexpr int kBarHeight = 6;
constexpr int kPadding = 10;

} // namespace

TokenRow::TokenRow(
    const Theme& theme, const QString& name, float probability, bool chosen, QWidget* parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_probability(probability)
    , m_chosen(chosen)
{
    setText(name);
    setAccessibleName((chosen ? tr("%1, %2, what was written") : tr("%1, %2"))
                          .arg(name, percentText(probability)));
    setFocusPolicy(Qt::StrongFocus);
}

QSize TokenRow::sizeHint() const
{
    const QFontMetrics metrics(m_theme.font());
    const int number = metrics.horizontalAdvance(percentText(0)) + kSpaceM;
    return {kPadding + kNameWidth + kBarWidth + number + kPadding, metrics.height() + 2 * 7};
}

void TokenRow::enterEvent(QEnterEvent*)
{
    if (isEnabled())
        setFocus(Qt::MouseFocusReason);
}

void TokenRow::paintEvent(QPaintEvent*)
{
    const Palette& palette = m_theme.palette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    if (hasFocus()) {
        painter.setBrush(isDown() ? palette.pressed : palette.hover);
        painter.drawRoundedRect(rect(), kRadius - 2, kRadius - 2);
    }
    const QRect inner = rect().adjusted(kPadding, 0, -kPadding, 0);
    QFont font = m_theme.font();
    font.setWeight(m_chosen ? QFont::DemiBold : QFont::Normal);
    painter.setFont(font);
    painter.setPen(isEnabled() || m_chosen ? palette.text : palette.mutedText);
    const QRect name(inner.left(), 0, kNameWidth - kSpaceS, height());
    const int flags = Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine;
    painter.drawText(
        name, flags, painter.fontMetrics().elidedText(text(), Qt::ElideRight, name.width()));
    const QRectF track(
        inner.left() + kNameWidth, (height() - kBarHeight) / 2.0, kBarWidth, kBarHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette.pressed);
    painter.drawRoundedRect(track, kBarHeight / 2.0, kBarHeight / 2.0);
    QRectF bar = track;
    bar.setWidth(std::max(double(kBarHeight), track.width() * double(m_probability)));
    painter.setBrush(m_chosen ? palette.accent : palette.mutedText);
    painter.drawRoundedRect(bar, kBarHeight / 2.0, kBarHeight / 2.0);
    painter.setFont(m_theme.font());
    painter.setPen(palette.mutedText);
    painter.drawText(inner, Qt::AlignVCenter | Qt::AlignRight, percentText(m_probability));
}

} // namespace ui
