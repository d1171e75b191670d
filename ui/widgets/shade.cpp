#include "ui/widgets/shade.h"

#include <QPainter>

namespace ui {

Shade::Shade(QWidget* parent)
    : QWidget(parent)
{
    hide();
}

void Shade::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), QColor(0, 0, 0, 90));
}

void Shade::mousePressEvent(QMouseEvent*)
{
    emit clicked();
}

} // namespace ui
