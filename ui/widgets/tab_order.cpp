#include "ui/widgets/tab_order.h"

#include <QLayout>
#include <QScrollArea>
#include <QWidget>

namespace ui {

namespace {

void collect(QLayout* layout, QList<QWidget*>& found);

void collect(QWidget* widget, QList<QWidget*>& found)
{
    if (found.contains(widget))
        return;
    if (const auto* scroll = qobject_cast<QScrollArea*>(widget)) {
        if (scroll->widget() != nullptr)
            collect(scroll->widget(), found);
        return;
    }
    if ((widget->focusPolicy() & Qt::TabFocus) != 0)
        found << widget;
    if (widget->layout() != nullptr) {
        collect(widget->layout(), found);
    } else if (widget->focusPolicy() == Qt::NoFocus) { // else what it holds is its own
        for (QObject* child : widget->children()) {
            if (auto* each = qobject_cast<QWidget*>(child); each != nullptr && !each->isWindow())
                collect(each, found);
        }
    }
}

void collect(QLayout* layout, QList<QWidget*>& found)
{
    for (int i = 0; i < layout->count(); ++i) {
        QLayoutItem* item = layout->itemAt(i);
        if (item->widget() != nullptr)
            collect(item->widget(), found);
        else if (item->layout() != nullptr)
            collect(item->layout(), found);
    }
}

} // namespace

void setTabOrderAsLaidOut(const QList<QWidget*>& parts)
{
    QList<QWidget*> order;
    for (QWidget* part : parts)
        collect(part, order);
    for (qsizetype i = 1; i < order.size(); ++i)
        QWidget::setTabOrder(order[i - 1], order[i]);
}

} // namespace ui
