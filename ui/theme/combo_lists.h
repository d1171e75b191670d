// The lists of combo boxes, in every window: drawn like the menus. Qt's own way of drawing their
// rows takes nothing from the style sheet.
#pragma once

#include <QObject>

namespace ui {

// Filters the application's events. GUI thread only.
class ComboLists : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace ui
