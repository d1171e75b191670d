// The order in which Tab visits a window's controls.
#pragma once

#include <QList>

class QWidget;

namespace ui {

// Makes it the order of the layouts: what stands in them, from one part to the next, whatever order
// it was made in. All parts are of one window. What is in no layout keeps its place.
void setTabOrderAsLaidOut(const QList<QWidget*>& parts);

} // namespace ui
