// Icons from the resources, drawn in one colour at whatever size and pixel ratio is asked for.
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace ui {

// name: file name below :/icons without ".svg". Shapes that say currentColor are drawn in normal,
// or in disabled where the control is disabled. An unknown name gives a null icon.
QIcon svgIcon(const QString& name, const QColor& normal, const QColor& disabled);

// The application's own mark, in its own colours.
QIcon applicationIcon();

} // namespace ui
