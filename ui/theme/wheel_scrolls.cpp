#include "ui/theme/wheel_scrolls.h"

#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QEvent>
#include <QScrollBar>

namespace ui {

namespace {

bool holdsValue(const QObject* object)
{
    return qobject_cast<const QAbstractSpinBox*>(object) != nullptr ||
           qobject_cast<const QComboBox*>(object) != nullptr ||
           (qobject_cast<const QAbstractSlider*>(object) != nullptr &&
            qobject_cast<const QScrollBar*>(object) == nullptr);
}

} // namespace

bool WheelScrolls::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Wheel && holdsValue(watched)) {
        event->ignore(); // it goes on to the parent
        return true;
    }
    // Qt gives the focus before any filter sees the wheel.
    if (event->type() == QEvent::Polish && watched->isWidgetType()) {
        auto* widget = static_cast<QWidget*>(watched);
        if (widget->focusPolicy() == Qt::WheelFocus)
            widget->setFocusPolicy(Qt::StrongFocus);
    }
    return false;
}

} // namespace ui
