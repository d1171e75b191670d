// The one style sheet of the application, made from a palette and two sizes in pixels: of the box
// that is ticked and of the round button that sends. A pure function.
//
// Widgets choose a look by their "look" property: "quiet" (a button without a frame), "accent" (the
// filled button), "card", "muted", "error"; and by object names where there is only one of a kind.
#pragma once

#include "ui/theme/palette.h"

#include <QString>

namespace ui {

QString styleSheet(const Palette& palette, int tickSize, int sendSize);

} // namespace ui
