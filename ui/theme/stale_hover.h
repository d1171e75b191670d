// Buttons that a menu or a dialog was opened from: Qt does not tell them that the pointer has left
// while that was open, and they would stay drawn as if it were there.
#pragma once

#include <QObject>

namespace ui {

// Filters the application's events. GUI thread only.
class StaleHover : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace ui
