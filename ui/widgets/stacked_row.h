// Rows of widgets that stand below one another where they have no room beside one another.
#pragma once

#include <QBoxLayout>
#include <QWidget>

namespace ui {

// Of its widgets beside one another, however they stand now.
inline int widthOf(const QBoxLayout& row)
{
    int width = 0;
    for (int i = 0; i < row.count(); ++i) {
        if (const QWidget* widget = row.itemAt(i)->widget())
            width += widget->sizeHint().width() + row.spacing();
    }
    return width - row.spacing();
}

inline void setStacked(QBoxLayout& row, bool isStacked)
{
    row.setDirection(isStacked ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

} // namespace ui
