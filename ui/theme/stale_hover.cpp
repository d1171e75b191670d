#include "ui/theme/stale_hover.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCursor>
#include <QDialog>
#include <QEvent>
#include <QMenu>
#include <QTimer>

namespace ui {

namespace {

void settle()
{
    const QWidget* below = QApplication::widgetAt(QCursor::pos());
    for (QWidget* window : QApplication::topLevelWidgets()) {
        for (auto* button : window->findChildren<QAbstractButton*>()) {
            if (button->underMouse() && button != below) {
                button->setAttribute(Qt::WA_UnderMouse, false);
                button->update();
            }
        }
    }
}

} // namespace

bool StaleHover::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Hide &&
        (qobject_cast<QMenu*>(watched) != nullptr || qobject_cast<QDialog*>(watched) != nullptr))
        QTimer::singleShot(0, this, &settle); // when the windows are as they will be
    return false;
}

} // namespace ui
