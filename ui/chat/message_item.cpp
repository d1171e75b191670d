#include "ui/chat/message_item.h"

#include "ui/chat/message_text.h"
#include "ui/markdown/markdown_view.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/busy_dots.h"
#include "ui/widgets/icon_button.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QTimer>

#include <algorithm>

namespace ui {

namespace {

constexpr int kBubblePaddingX = 18;
constexpr int kBubbleTop = 12;
constexpr int kBubbleBottom = 8;      // lines carry their own space below
constexpr double kBubbleShare = 0.82; // of the column, at most

QLabel* mutedLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setProperty("look", "muted");
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

MessageItem::MessageItem(const Theme& theme, const app::Message& message, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_body(new markdown::MarkdownView(theme, this))
    , m_dots(new BusyDots(theme, this))
    , m_footer(new QWidget(this))
    , m_copy(new IconButton(theme, QStringLiteral("copy"), tr("Copy"), m_footer, "small"))
    , m_regenerate(new IconButton(
          theme, QStringLiteral("regenerate"), tr("Another answer"), m_footer, "small"))
    , m_previous(new IconButton(
          theme, QStringLiteral("chevron-left"), tr("Previous version"), m_footer, "small"))
    , m_next(new IconButton(
          theme, QStringLiteral("chevron-right"), tr("Next version"), m_footer, "small"))
    , m_sibling(mutedLabel(m_footer))
    , m_state(mutedLabel(m_footer))
    , m_speed(mutedLabel(m_footer))
{
    auto* row = new QHBoxLayout(m_footer);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    if (message.role == core::Role::User)
        row->addStretch(1);
    row->addWidget(m_previous);
    row->addWidget(m_sibling);
    row->addWidget(m_next);
    row->addWidget(m_copy);
    row->addWidget(m_regenerate);
    row->addSpacing(kSpaceS);
    row->addWidget(m_state);
    row->addWidget(m_speed);
    if (message.role != core::Role::User)
        row->addStretch(1);
    m_copy->setObjectName(QStringLiteral("copyButton"));
    m_regenerate->setObjectName(QStringLiteral("regenerateButton"));
    m_previous->setObjectName(QStringLiteral("previousSiblingButton"));
    m_next->setObjectName(QStringLiteral("nextSiblingButton"));
    m_sibling->setObjectName(QStringLiteral("siblingLabel"));
    m_state->setObjectName(QStringLiteral("stateLabel"));
    m_speed->setObjectName(QStringLiteral("speedLabel"));
    connect(m_copy, &QToolButton::clicked, this, &MessageItem::copyMessage);
    connect(m_regenerate, &QToolButton::clicked, this, &MessageItem::regenerateRequested);
    connect(m_previous, &QToolButton::clicked, this, [this] {
        emit siblingRequested(m_message.id, -1);
    });
    connect(
        m_next, &QToolButton::clicked, this, [this] { emit siblingRequested(m_message.id, 1); });
    connect(m_body, &markdown::MarkdownView::heightChanged, this, &MessageItem::heightChanged);
    connect(m_body, &markdown::MarkdownView::linkActivated, this, [this](const QUrl& target) {
        if (m_message.state !=
            app::MessageState::Streaming) // a link still being written may yet change
            emit linkActivated(target);
    });
    connect(
        m_body, &markdown::MarkdownView::selectionStarted, this, &MessageItem::selectionStarted);
    setMessage(message);
}

void MessageItem::setMessage(const app::Message& message)
{
    m_message = message;
    m_body->setText(message.text);
    m_started = !message.text.isEmpty();
    showState();
    emit heightChanged();
}

void MessageItem::appendText(const QString& piece)
{
    m_message.text += piece;
    m_body->appendText(piece);
    if (!m_started && !piece.isEmpty()) {
        m_started = true;
        showState();
        emit heightChanged();
    }
}

void MessageItem::setPrefill(int doneTokens, int totalTokens)
{
    m_dots->setText(prefillText(doneTokens, totalTokens));
    m_dots->resize(m_dots->sizeHint());
}

void MessageItem::setLast(bool last)
{
    if (last == m_last)
        return;
    m_last = last;
    showState();
}

void MessageItem::showState()
{
    const bool streaming = m_message.state == app::MessageState::Streaming;
    m_dots->setVisible(streaming && !m_started);
    const bool siblings = m_message.siblingCount > 1;
    const bool footer = !streaming && (!isUser() || siblings);
    m_footer->setVisible(footer);
    for (QWidget* widget : {static_cast<QWidget*>(m_previous),
                            static_cast<QWidget*>(m_next),
                            static_cast<QWidget*>(m_sibling)})
        widget->setVisible(siblings);
    m_previous->setEnabled(m_message.siblingIndex > 0);
    m_next->setEnabled(m_message.siblingIndex + 1 < m_message.siblingCount);
    m_sibling->setText(
        QStringLiteral("%1/%2").arg(m_message.siblingIndex + 1).arg(m_message.siblingCount));
    m_copy->setVisible(!isUser());
    m_regenerate->setVisible(!isUser() && m_last);
    const QString state = stateText(m_message);
    const QString speed = isUser() ? QString() : speedText(m_message.stats);
    m_state->setProperty("look", m_message.state == app::MessageState::Failed ? "error" : "muted");
    m_state->setText(!state.isEmpty() && !speed.isEmpty() ? state + QStringLiteral(" · ") : state);
    m_speed->setText(speed);
    m_speed->setToolTip(m_message.model);
    if (!streaming)
        setAccessibleName((isUser() ? tr("You: %1") : tr("Answer: %1")).arg(m_message.text));
}

void MessageItem::copyMessage()
{
    QApplication::clipboard()->setText(m_message.text);
    m_copy->setIconName(QStringLiteral("check"));
    QTimer::singleShot(
        1500, m_copy, [copy = m_copy] { copy->setIconName(QStringLiteral("copy")); });
}

bool MessageItem::isLaidOut() const
{
    return m_body->isLaidOut();
}

int MessageItem::layoutForWidth(int width)
{
    int y = 0;
    m_bubble = {};
    if (isUser()) {
        const int most = int(width * kBubbleShare) - 2 * kBubblePaddingX;
        const int inner = std::max(40, m_body->naturalWidth(most));
        const int height = m_body->layoutForWidth(inner);
        m_bubble = QRect(width - inner - 2 * kBubblePaddingX,
                         0,
                         inner + 2 * kBubblePaddingX,
                         height + kBubbleTop + kBubbleBottom);
        m_body->setGeometry(m_bubble.left() + kBubblePaddingX, kBubbleTop, inner, height);
        y = m_bubble.height();
    } else {
        const int height = m_body->layoutForWidth(width);
        m_body->setGeometry(0, 0, width, height);
        y = height;
        if (!m_dots->isHidden()) {
            m_dots->setGeometry(QRect(QPoint(0, y), m_dots->sizeHint()));
            y += m_dots->height();
        }
    }
    if (!m_footer->isHidden()) {
        y += y > 0 ? kSpaceS : 0;
        m_footer->setGeometry(isUser() ? 0 : -4, y, width, m_footer->sizeHint().height());
        y += m_footer->height();
    }
    return y;
}

void MessageItem::paintEvent(QPaintEvent*)
{
    if (m_bubble.isNull())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.palette().bubble);
    painter.drawRoundedRect(m_bubble, kLargeRadius, kLargeRadius);
}

} // namespace ui
