// Enter and push buttons, in every window: Enter presses the button that has the focus; elsewhere
// in a dialog the one that it names as its default, if any.
//
// Left to itself Qt makes any button of a dialog the default, by its place or by having had the
// focus, so that Enter in a field presses it. GUI thread only.
#pragma once

#include <QObject>

namespace ui {

// Filters the application's events; what was shown before it was installed stays as it was.
class ButtonKeys : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace ui
