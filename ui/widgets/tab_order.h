// The order in which Tab visits a window's controls.
#pragma once

#include <QList>

class QWidget;

namespace ui {

// Makes it the order of the layouts: what stands in them, from one part to the next, whatever order
// it was made in; what a container without a layout holds, as it was made. All parts are of one
// window.
void setTabOrderAsLaidOut(const QList<QWidget*>& parts);

} // namespace ui
