// Asks before an address leaves for the browser or mail program.
#pragma once

#include <QUrl>

class QWidget;

namespace ui {

// Shows where the link leads and opens it if the person agrees. Returns at once; target must have
// passed markdown::linkTarget().
void confirmAndOpenLink(QWidget* parent, const QUrl& target);

} // namespace ui
