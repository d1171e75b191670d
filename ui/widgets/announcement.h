// Words for whoever listens instead of looking. GUI thread only.
#pragma once

#include <QString>

class QWidget;

namespace ui {

// Has screen readers say text, once they have finished what they are saying, wherever the keyboard's
// focus is. Does nothing where none listens.
void announce(QWidget& about, const QString& text);

} // namespace ui
