#include "ui/theme/combo_lists.h"

#include <QComboBox>
#include <QEvent>
#include <QStyledItemDelegate>

namespace ui {

bool ComboLists::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Polish) {
        auto* box = qobject_cast<QComboBox*>(watched);
        // One that a window has given it stays.
        if (box != nullptr && (box->itemDelegate()->inherits("QComboBoxDelegate") ||
                               box->itemDelegate()->inherits("QComboMenuDelegate")))
            box->setItemDelegate(new QStyledItemDelegate(box));
    }
    return false;
}

} // namespace ui
