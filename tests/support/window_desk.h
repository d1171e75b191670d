// A main window with all it needs, on a scripted engine: what suites that drive the window start
// from.
#pragma once

#include "tests/support/chat_desk.h"
#include "ui/chat/message_item.h"
#include "ui/window/main_window.h"

#include <QSignalSpy>
#include <QString>
#include <QTest>

#include <algorithm>

namespace tests {

struct WindowDesk : ChatDesk
{
    // Shows the window and waits until it is active and its conversation open.
    explicit WindowDesk(const QTemporaryDir& folder)
        : ChatDesk(folder)
        , window(theme, controller, inference, settings)
    {
        QSignalSpy opened(&controller, &app::ChatController::conversationOpened);
        window.show();
        controller.start();
        QVERIFY(opened.wait());
        QVERIFY(QTest::qWaitForWindowActive(&window));
    }

    template <class Widget>
    Widget* part(const char* name)
    {
        return window.findChild<Widget*>(QLatin1String(name));
    }

    // From the top.
    QList<ui::MessageItem*> shownMessages()
    {
        QList<ui::MessageItem*> items = window.findChildren<ui::MessageItem*>();
        items.removeIf([](const auto* item) { return !item->isVisible(); });
        std::sort(items.begin(), items.end(), [](auto* a, auto* b) { return a->y() < b->y(); });
        return items;
    }

    // Waits for the answer's end.
    bool ask(const QString& text = QStringLiteral("Greet"))
    {
        QSignalSpy busy(&controller, &app::ChatController::busyChanged);
        controller.send(text);
        return QTest::qWaitFor([&] { return busy.size() >= 2 && !controller.isBusy(); });
    }

    ui::MainWindow window;
};

} // namespace tests
