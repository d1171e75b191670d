#include "ui/chat/thought_fold.h"

#include "ui/markdown/markdown_view.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QLocale>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int kBar = 3;

} // namespace

ThoughtFold::ThoughtFold(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_button(new QToolButton(this))
    , m_body(new markdown::MarkdownView(theme, this))
{
    m_button->setObjectName(QStringLiteral("thoughtButton"));
    m_button->setProperty("look", "fold");
    m_button->setCheckable(true);
    m_button->setFocusPolicy(Qt::TabFocus);
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_body->hide();
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &ThoughtFold::showLabel);
    connect(m_button, &QToolButton::toggled, this, &ThoughtFold::setUnfolded);
    connect(m_body, &markdown::MarkdownView::heightChanged, this, &ThoughtFold::heightChanged);
    connect(&theme, &Theme::changed, this, &ThoughtFold::restyle);
    restyle();
    showLabel();
}

void ThoughtFold::restyle()
{
    m_button->setIconSize(QSize(1, 1) * m_theme.grown(kSmallIconSize));
    m_button->setIcon(m_theme.icon(isUnfolded() ? QStringLiteral("chevron-down")
                                                : QStringLiteral("chevron-right")));
}

void ThoughtFold::setText(const QString& text)
{
    m_body->setText(text);
}

void ThoughtFold::setThinking(bool thinking, double seconds)
{
    if (thinking && !m_thinking) {
        m_since.start();
        m_tick.start();
    } else if (!thinking) {
        m_tick.stop();
        m_seconds = m_since.isValid() ? double(m_since.elapsed()) / 1000 : seconds;
        m_since.invalidate();
    }
    m_thinking = thinking;
    showLabel();
}

void ThoughtFold::showLabel()
{
    QString text;
    if (m_thinking) {
        const auto seconds = int(m_since.isValid() ? m_since.elapsed() / 1000 : 0);
        text = seconds < 1 ? tr("Thinking…") : tr("Thinking for %1 s…").arg(seconds);
    } else if (m_seconds >= 0) {
        text = tr("Thought for %1 s").arg(std::max(1, int(std::lround(m_seconds))));
    } else {
        text = tr("Thought");
    }
    m_button->setText(text);
    m_button->setAccessibleName(text);
}

QString ThoughtFold::label() const
{
    return m_button->text();
}

bool ThoughtFold::isUnfolded() const
{
    return !m_body->isHidden();
}

void ThoughtFold::setUnfolded(bool unfolded)
{
    if (unfolded == isUnfolded())
        return;
    m_body->setVisible(unfolded);
    m_button->setChecked(unfolded);
    restyle();
    emit heightChanged();
}

int ThoughtFold::layoutForWidth(int width)
{
    m_button->setGeometry(QRect(QPoint(-kSpaceXs, 0), m_button->sizeHint()));
    int y = m_button->height();
    if (isUnfolded()) {
        const int left = kBar + kSpaceM;
        const int height = m_body->layoutForWidth(width - left);
        m_body->setGeometry(left, y + kSpaceXs, width - left, height);
        y += height + kSpaceXs;
    }
    return y;
}

void ThoughtFold::paintEvent(QPaintEvent*)
{
    if (isUnfolded())
        QPainter(this).fillRect(0, m_body->y(), kBar, m_body->height(), m_theme.palette().border);
}

} // namespace ui
