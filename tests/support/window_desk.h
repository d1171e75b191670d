// A main window with all it needs, on a scripted engine: what suites that drive the window start
// from.
#pragma once

#include "tests/support/chat_desk.h"
#include "tests/support/shown_messages.h"
#include "ui/chat/message_item.h"
#include "ui/window/main_window.h"

#include <QString>

namespace tests {

struct WindowDesk : ChatDesk
{
    // Shows the window and waits until it is active and its conversation open.
    explicit WindowDesk(const QTemporaryDir& folder);

    template <class Widget>
    Widget* part(const char* name)
    {
        return window.findChild<Widget*>(QLatin1String(name));
    }

    // Waits for the answer's end.
    bool ask(const QString& text = QStringLiteral("Greet"));

    ui::MainWindow window;
};

} // namespace tests
