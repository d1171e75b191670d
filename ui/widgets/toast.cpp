#include "ui/widgets/toast.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/announcement.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <algorithm>
#include <utility>

namespace ui {

Toast::Toast(QWidget* parent, int bottom)
    : QFrame(parent)
    , m_bottom(bottom)
    , m_text(new QLabel(this))
    , m_button(new QPushButton(this))
{
    setObjectName(QStringLiteral("toast"));
    m_text->setTextFormat(Qt::PlainText);
    m_button->setObjectName(QStringLiteral("toastButton"));
    m_button->setProperty("look", "link");
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kSpaceL, kSpaceS, kSpaceS, kSpaceS);
    layout->setSpacing(kSpaceM);
    layout->addWidget(m_text);
    layout->addWidget(m_button);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kStaysMs);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_button, &QPushButton::clicked, this, [this] {
        hide();
        if (const auto act = std::exchange(m_act, {}))
            act();
    });
    parent->installEventFilter(this);
    hide();
}

void Toast::say(const QString& text, const QString& action, std::function<void()> act)
{
    m_text->setText(text);
    m_button->setText(action);
    m_button->setVisible(!action.isEmpty());
    m_act = std::move(act);
    setAccessibleName(text);
    place();
    show();
    raise();
    m_timer.start();
    announce(*this, text);
}

void Toast::place()
{
    const QWidget* parent = parentWidget();
    const int width = std::min(sizeHint().width(), parent->width() - 2 * kSpaceL);
    const int height = sizeHint().height();
    setGeometry((parent->width() - width) / 2, parent->height() - m_bottom - height, width, height);
}

bool Toast::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && !isHidden())
        place();
    return QFrame::eventFilter(watched, event);
}

} // namespace ui
