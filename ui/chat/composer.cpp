#include "ui/chat/composer.h"

#include "ui/chat/composer_edit.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_button.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QStyle>

namespace ui {

Composer::Composer(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_edit(new ComposerEdit(this))
    , m_button(new IconButton(
          theme, QStringLiteral("send"), tr("Send"), this, "accent", IconButton::Tone::OnAccent))
{
    setObjectName(QStringLiteral("composerCard"));
    setCursor(Qt::IBeamCursor);
    m_edit->setObjectName(QStringLiteral("composerText"));
    m_edit->setAccessibleName(tr("Message"));
    m_edit->setFont(theme.readingFont());
    m_edit->installEventFilter(this);
    m_button->setObjectName(QStringLiteral("sendButton"));
    m_button->setFixedSize(34, 34);
    m_button->setCursor(Qt::ArrowCursor);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kSpaceL, kSpaceS, kSpaceS, kSpaceS);
    layout->setSpacing(kSpaceS);
    layout->addWidget(m_edit, 1, Qt::AlignVCenter);
    layout->addWidget(m_button, 0, Qt::AlignBottom);
    connect(m_button, &QToolButton::clicked, this, &Composer::act);
    connect(m_edit, &ComposerEdit::sendRequested, this, &Composer::send);
    connect(m_edit, &ComposerEdit::recallRequested, this, [this] { setText(m_lastSent); });
    connect(m_edit, &QTextEdit::textChanged, this, &Composer::showState);
    connect(
        &theme, &Theme::changed, this, [this, &theme] { m_edit->setFont(theme.readingFont()); });
    showState();
}

QString Composer::text() const
{
    return m_edit->toPlainText();
}

void Composer::setText(const QString& text)
{
    m_edit->setPlainText(text);
    m_edit->moveCursor(QTextCursor::End);
}

void Composer::setBusy(bool busy)
{
    m_busy = busy;
    showState();
}

void Composer::setReady(bool ready)
{
    m_ready = ready;
    showState();
}

void Composer::setPlaceholder(const QString& text)
{
    m_edit->setPlaceholderText(text);
}

void Composer::focusText()
{
    m_edit->setFocus(Qt::OtherFocusReason);
}

void Composer::act()
{
    if (m_busy)
        emit stopRequested();
    else
        send();
}

void Composer::send()
{
    const QString text = this->text();
    if (m_busy || !m_ready || text.trimmed().isEmpty())
        return;
    m_lastSent = text;
    m_edit->clear();
    emit sendRequested(text);
}

void Composer::showState()
{
    m_button->setIconName(m_busy ? QStringLiteral("stop") : QStringLiteral("send"));
    m_button->setName(m_busy ? tr("Stop (Esc)") : tr("Send (Enter)"));
    m_button->setEnabled(m_busy || (m_ready && !text().trimmed().isEmpty()));
}

bool Composer::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit &&
        (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)) {
        setProperty("focused", event->type() == QEvent::FocusIn);
        style()->unpolish(this);
        style()->polish(this);
    }
    return QFrame::eventFilter(watched, event);
}

void Composer::mousePressEvent(QMouseEvent*)
{
    focusText();
}

} // namespace ui
