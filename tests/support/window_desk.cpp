#include "tests/support/window_desk.h"

#include <QSignalSpy>
#include <QTest>

namespace tests {

WindowDesk::WindowDesk(const QTemporaryDir& folder)
    : ChatDesk(folder)
    , window(theme, controller, inference, settings)
{
    QSignalSpy opened(&controller, &app::ChatController::conversationOpened);
    window.resize(1120, 760); // whatever the screen
    window.show();
    controller.start();
    QVERIFY(opened.wait());
    QVERIFY(QTest::qWaitForWindowActive(&window));
}

bool WindowDesk::ask(const QString& text)
{
    QSignalSpy busy(&controller, &app::ChatController::busyChanged);
    controller.send(text);
    return QTest::qWaitFor([&] { return busy.size() >= 2 && !controller.isBusy(); });
}

} // namespace tests
