#include "ui/chat/message_fold.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QLinearGradient>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

namespace ui {

namespace {

constexpr int kFoldedLines = 18;
constexpr int kLongLines = 30; // a button that shows a few lines would be more than they
constexpr int kFadingLines = 2;

int linesHeight(const Theme& theme, int lines)
{
    return int(lines * 1.35 * QFontMetrics(theme.readingFont()).lineSpacing()); // as text is set
}

} // namespace

MessageFold::MessageFold(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_button(new QToolButton(this))
{
    m_button->setObjectName(QStringLiteral("unfoldMessageButton"));
    m_button->setProperty("look", "fold");
    m_button->setFocusPolicy(Qt::TabFocus);
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_button->setIconSize(QSize(kSmallIconSize, kSmallIconSize));
    connect(m_button, &QToolButton::clicked, this, [this] { setFolded(!m_isFolded); });
    connect(&theme, &Theme::changed, this, &MessageFold::showState);
    showState();
}

bool MessageFold::isLong(const Theme& theme, int textHeight)
{
    return textHeight > linesHeight(theme, kLongLines);
}

int MessageFold::foldedHeight(const Theme& theme)
{
    return linesHeight(theme, kFoldedLines);
}

void MessageFold::setFolded(bool folded)
{
    if (folded == m_isFolded)
        return;
    m_isFolded = folded;
    showState();
    emit toggled();
}

void MessageFold::showState()
{
    m_button->setText(m_isFolded ? tr("Show more") : tr("Show less"));
    m_button->setIcon(m_theme.icon(m_isFolded ? QStringLiteral("chevron-right")
                                              : QStringLiteral("chevron-down")));
    update();
}

int MessageFold::placeBelow(const QRect& text)
{
    const int fading = m_isFolded ? linesHeight(m_theme, kFadingLines) : 0;
    const QSize button = m_button->sizeHint();
    setGeometry(text.left(),
                text.bottom() + 1 - fading,
                std::max(text.width(), button.width()),
                fading + kSpaceXs + button.height());
    m_button->setGeometry(QRect(QPoint(-kSpaceXs, fading + kSpaceXs), button));
    raise();
    return geometry().bottom() + 1;
}

void MessageFold::paintEvent(QPaintEvent*)
{
    if (!m_isFolded)
        return;
    const QColor bubble = m_theme.palette().bubble;
    QColor clear = bubble;
    clear.setAlpha(0);
    const int fading = linesHeight(m_theme, kFadingLines);
    QLinearGradient fade(0, 0, 0, fading);
    fade.setColorAt(0, clear);
    fade.setColorAt(1, bubble);
    QPainter(this).fillRect(0, 0, width(), fading, fade);
}

} // namespace ui
