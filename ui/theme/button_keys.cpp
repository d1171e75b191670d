#include "ui/theme/button_keys.h"

#include <QDialog>
#include <QKeyEvent>
#include <QPushButton>

namespace ui {

namespace {

bool isPlainEnter(const QKeyEvent& key)
{
    return (key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter) &&
           (key.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
}

} // namespace

bool ButtonKeys::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Polish) {
        // A dialog chooses its default as it is shown, also from pages that are not.
        if (const auto* dialog = qobject_cast<QDialog*>(watched)) {
            for (auto* button : dialog->findChildren<QPushButton*>())
                button->setAutoDefault(false);
        } else if (auto* button = qobject_cast<QPushButton*>(watched)) {
            button->setAutoDefault(false);
        }
    } else if (event->type() == QEvent::KeyPress && isPlainEnter(*static_cast<QKeyEvent*>(event))) {
        if (auto* button = qobject_cast<QPushButton*>(watched)) {
            button->click();
            return true;
        }
    }
    return false;
}

} // namespace ui
