// The wheel over a number field, a combo box or a slider, in every window: it scrolls what they
// stand in. Left to itself Qt changes their value and gives them the focus, so that scrolling a
// page of settings changes those that pass below the pointer.
#pragma once

#include <QObject>

namespace ui {

// Filters the application's events; what was shown before it was installed stays as it was.
class WheelScrolls : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace ui
