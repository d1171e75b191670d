// A main window with all it needs, on a scripted engine: what suites that drive the window start
// from.
#pragma once

#include "app/chats/chat_store.h"
#include "app/conversation/chat_controller.h"
#include "app/settings/settings.h"
#include "tests/support/fake_inference.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

#include <QSignalSpy>
#include <QString>
#include <QTest>

namespace tests {

struct WindowDesk
{
    // Shows the window and waits until it is active and its conversation open.
    WindowDesk(const QString& settingsFile, const QString& storeFile)
        : settings(settingsFile)
        , store(storeFile)
        , controller(store, inference, settings)
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

    ui::Theme theme;
    app::Settings settings;
    FakeInference inference;
    app::ChatStore store;
    app::ChatController controller;
    ui::MainWindow window;
};

} // namespace tests
