#include "ui/widgets/toast.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/announcement.h"
#include "ui/widgets/elided_label.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextDocument>
#include <QTextEdit>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

bool canUndo(const QWidget* field)
{
    if (const auto* line = qobject_cast<const QLineEdit*>(field))
        return line->isUndoAvailable();
    if (const auto* text = qobject_cast<const QTextEdit*>(field))
        return text->document()->isUndoAvailable();
    const auto* plain = qobject_cast<const QPlainTextEdit*>(field);
    return plain != nullptr && plain->document()->isUndoAvailable();
}

} // namespace

Toast::Toast(QWidget* parent, QWidget* bottom)
    : QFrame(parent)
    , m_bottom(bottom)
    , m_row(new QHBoxLayout(this))
    , m_text(new ElidedLabel(this, Qt::ElideMiddle))
    , m_button(new QPushButton(this))
{
    setObjectName(QStringLiteral("toast"));
    m_text->setTextFormat(Qt::PlainText);
    m_button->setObjectName(QStringLiteral("toastButton"));
    m_button->setProperty("look", "link");
    m_row->setSpacing(kSpaceM);
    m_row->addWidget(m_text);
    m_row->addWidget(m_button);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kStaysMs);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_button, &QPushButton::clicked, this, &Toast::act);
    parent->installEventFilter(this);
    bottom->installEventFilter(this);
    hide();
}

void Toast::act()
{
    hide();
    if (const auto act = std::exchange(m_act, {}))
        act();
}

void Toast::takeBack(const QString& text)
{
    if (isVisible() && m_text->text() == text)
        hide();
}

void Toast::say(const QString& text, const QString& action, std::function<void()> act)
{
    m_text->setText(text);
    m_button->setText(action);
    m_button->setVisible(!action.isEmpty());
    m_act = std::move(act);
    m_row->setContentsMargins(kSpaceL, kSpaceS, action.isEmpty() ? kSpaceL : kSpaceS, kSpaceS);
    setAccessibleName(text);
    place();
    show();
    raise();
    m_timer.start();
    if (m_act)
        qApp->installEventFilter(this);
    announce(*this, text);
}

void Toast::place()
{
    const QWidget* parent = parentWidget();
    const int bottom = m_bottom->mapTo(parent, QPoint()).y();
    const int width = std::min(sizeHint().width(), parent->width() - 2 * kSpaceL);
    const int height = sizeHint().height();
    setGeometry((parent->width() - width) / 2, bottom - kSpaceS - height, width, height);
}

bool Toast::eventFilter(QObject* watched, QEvent* event)
{
    const bool moves = event->type() == QEvent::Resize || event->type() == QEvent::Move;
    if (moves && !isHidden() && (watched == m_bottom || watched == parentWidget()))
        place();
    if (event->type() == QEvent::KeyPress && takesKey(watched, event)) {
        act();
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

bool Toast::takesKey(QObject* watched, QEvent* event) const
{
    const auto* at = qobject_cast<QWidget*>(watched);
    return at != nullptr && at->window() == window() && m_act && !isHidden() && !canUndo(at) &&
           static_cast<QKeyEvent*>(event)->matches(QKeySequence::Undo);
}

void Toast::hideEvent(QHideEvent* event)
{
    if (isHidden()) // and not only the window
        qApp->removeEventFilter(this);
    QFrame::hideEvent(event);
}

} // namespace ui
