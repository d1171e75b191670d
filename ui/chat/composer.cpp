#include "ui/chat/composer.h"

#include "ui/chat/composer_edit.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_button.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QStyle>
#include <QVBoxLayout>

namespace ui {

Composer::Composer(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_edit(new ComposerEdit(this))
    , m_button(new IconButton(
          theme, QStringLiteral("send"), tr("Send"), this, "accent", IconButton::Tone::OnAccent))
    , m_tools(new QHBoxLayout)
    , m_status(new QHBoxLayout)
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
    m_tools->setSpacing(2);
    m_status->setSpacing(kSpaceS);
    auto* row = new QHBoxLayout;
    row->setSpacing(kSpaceM);
    row->addLayout(m_tools);
    row->addStretch(1);
    row->addLayout(m_status);
    row->addWidget(m_button);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpaceM, kSpaceM, kSpaceS, kSpaceS);
    layout->setSpacing(kSpaceXs);
    layout->addWidget(m_edit);
    layout->addLayout(row);
    connect(m_button, &QToolButton::clicked, this, &Composer::act);
    connect(m_edit, &ComposerEdit::sendRequested, this, &Composer::send);
    connect(m_edit, &ComposerEdit::recallRequested, this, &Composer::recall);
    connect(m_edit, &QTextEdit::textChanged, this, &Composer::showState);
    connect(m_edit, &QTextEdit::textChanged, this, [this] { emit textChanged(text()); });
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

void Composer::setHistory(const QStringList& texts)
{
    m_history = texts;
    m_recalled = texts.size();
}

void Composer::recall(int step)
{
    if (text().isEmpty())
        m_recalled = m_history.size();
    const qsizetype wanted = m_recalled + step;
    if (wanted < 0 || wanted > m_history.size())
        return;
    m_recalled = wanted;
    m_edit->setRecalled(m_history.value(wanted));
}

void Composer::addTool(QWidget* tool)
{
    m_tools->addWidget(tool);
}

void Composer::addStatus(QWidget* status)
{
    m_status->addWidget(status);
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
    m_history << text;
    m_recalled = m_history.size();
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
