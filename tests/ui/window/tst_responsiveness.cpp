// The window while the real engine works beside it: how long one turn of the event loop keeps the
// GUI thread.
#include "app/chats/chat_store.h"
#include "app/conversation/chat_controller.h"
#include "app/inference/inference_service.h"
#include "app/settings/settings.h"
#include "tests/support/test_paths.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTextEdit>
#include <QToolButton>
#include <QtTest>

#include <algorithm>
#include <chrono>
#include <optional>

namespace {

constexpr double kNsPerMs = 1e6;

// Nanoseconds this thread was ready to run but had no core (Linux,
// Documentation/scheduler/sched-stats.rst).
std::optional<qint64> runDelayNs()
{
    QFile file(QStringLiteral("/proc/thread-self/schedstat"));
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return std::nullopt;
    const QList<QByteArray> fields = file.readLine().split(' ');
    return fields.size() < 2 ? std::nullopt : std::optional(fields[1].toLongLong());
}

// Times every event the GUI thread handles, events that are handled inside another one as part of
// it.
class TimedApplication : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override
    {
        if (m_depth > 0)
            return QApplication::notify(receiver, event);
        const std::optional<qint64> delayBefore = runDelayNs();
        QElapsedTimer timer;
        timer.start();
        ++m_depth;
        const bool handled = QApplication::notify(receiver, event);
        --m_depth;
        const qint64 took = timer.nsecsElapsed();
        // Time without a core belongs to the other work of a busy machine, not to the window.
        const qint64 delayed = delayBefore ? runDelayNs().value_or(*delayBefore) - *delayBefore : 0;
        m_longestWall = std::max(m_longestWall, took);
        m_longestOwn = std::max(m_longestOwn, took - delayed);
        ++m_events;
        return handled;
    }

    void restart() { m_longestWall = m_longestOwn = m_events = 0; }
    double longestOwnMs() const { return double(m_longestOwn) / kNsPerMs; }
    double longestWallMs() const { return double(m_longestWall) / kNsPerMs; }
    qint64 events() const { return m_events; }

private:
    int m_depth = 0;
    qint64 m_longestOwn = 0;
    qint64 m_longestWall = 0;
    qint64 m_events = 0;
};

} // namespace

class TestResponsiveness : public QObject
{
    Q_OBJECT

private slots:
    void noEventKeepsTheWindowWhileTheModelAnswers()
    {
        const std::filesystem::path model = tests::starterModelPath();
        if (model.empty())
            QSKIP("the starter model is not here; packaging/fetch_starter_model.sh fetches it");
        if (!runDelayNs())
            QSKIP("this system does not say how long a thread waited for a core");

        const QTemporaryDir folder;
        ui::Theme theme;
        app::Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        app::InferenceService inference({});
        app::ChatStore store(folder.filePath(QStringLiteral("chats.sqlite")));
        app::ChatController controller(store, inference, settings);
        ui::MainWindow window(theme, controller, inference, settings);
        QSignalSpy opened(&controller, &app::ChatController::conversationOpened);
        window.show();
        controller.start();
        QVERIFY(opened.wait());

        auto* application = static_cast<TimedApplication*>(qApp);
        application->restart(); // loading the model counts
        inference.loadModel(QString::fromStdString(model.string()));
        QTRY_COMPARE_WITH_TIMEOUT(inference.modelState(), app::ModelState::Ready, 120'000);

        auto* composer = window.findChild<QTextEdit*>(QStringLiteral("composerText"));
        QTest::keyClicks(
            composer,
            QStringLiteral("Write a long story about a lighthouse, with headings and a list."));
        // The window hears a moment after the service that the model is there.
        const auto* send = window.findChild<QToolButton*>(QStringLiteral("sendButton"));
        QTRY_VERIFY(send->isEnabled());
        QTest::keyClick(composer, Qt::Key_Return);
        QTRY_VERIFY(controller.isBusy());
        QElapsedTimer answering;
        answering.start();
        while (controller.isBusy() && answering.elapsed() < 8'000) {
            QTest::keyClicks(
                composer, QStringLiteral("and on ")); // as one who already writes the next message
            QTest::qWait(50);
        }
        QTest::keyClick(&window, Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(!controller.isBusy(), 30'000);

        qInfo("%lld events, the longest took %.1f ms of its own, %.1f ms by the clock",
              application->events(),
              application->longestOwnMs(),
              application->longestWallMs());
        QVERIFY(application->events() > 100);
        QVERIFY2(application->longestOwnMs() <= kLimitMs,
                 qPrintable(QString::number(application->longestOwnMs())));
    }

private:
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    static constexpr double kLimitMs = 500; // a sanitizer slows the window about tenfold
#else
    static constexpr double kLimitMs = 50;
#endif
};

int main(int argc, char** argv)
{
    TimedApplication application(argc, argv);
    TestResponsiveness suite;
    return QTest::qExec(&suite, argc, argv);
}

#include "tst_responsiveness.moc"
