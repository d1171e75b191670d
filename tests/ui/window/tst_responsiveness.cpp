// The window while the real engine works beside it, and with the conversations of years: how long
// one turn of the event loop keeps the GUI thread. Always printed, judged in the long tests.
#include "app/chats/chat_store.h"
#include "app/chats/store_file.h"
#include "app/conversation/chat_controller.h"
#include "app/inference/inference_service.h"
#include "app/settings/settings.h"
#include "tests/support/fake_inference.h"
#include "tests/support/long_tests.h"
#include "tests/support/store_file.h"
#include "tests/support/test_paths.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QListView>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTextEdit>
#include <QToolButton>
#include <QtTest>

#include <algorithm>
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
    qint64 events() const { return m_events; }

    // Of the events since restart(); and begins anew.
    void judge(const char* what)
    {
        const double longestMs = double(m_longestOwn) / kNsPerMs;
        qInfo("%s: %lld events, the longest took %.1f ms of its own, %.1f ms by the clock",
              what,
              m_events,
              longestMs,
              double(m_longestWall) / kNsPerMs);
        restart();
        if (tests::areLong())
            QVERIFY2(longestMs <= kLimitMs, what);
    }

private:
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    static constexpr double kLimitMs = 500; // a sanitizer slows the window about tenfold
#else
    static constexpr double kLimitMs = 50;
#endif

    int m_depth = 0;
    qint64 m_longestOwn = 0;
    qint64 m_longestWall = 0;
    qint64 m_events = 0;
};

bool holds(const QVariant& conversations, app::ConversationId id)
{
    const auto list = conversations.value<QList<app::ConversationSummary>>();
    return std::any_of(list.begin(), list.end(), [id](const auto& one) { return one.id == id; });
}

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
        QSignalSpy pieces(&controller, &app::ChatController::messageTextAppended);
        QSignalSpy ended(&controller, &app::ChatController::answerEnded);
        QTest::keyClick(composer, Qt::Key_Return);
        for (qsizetype seen = 0; seen < 150 && ended.isEmpty(); seen = pieces.size()) {
            QTRY_VERIFY_WITH_TIMEOUT(pieces.size() > seen || !ended.isEmpty(), 30'000);
            QTest::keyClicks(
                composer, QStringLiteral("and on ")); // as one who already writes the next message
        }
        QTest::keyClick(&window, Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(!ended.isEmpty() && !controller.isBusy(), 30'000);

        QVERIFY(application->events() > 100);
        application->judge("answered");
    }

    void noEventKeepsTheWindowWithManyConversations()
    {
        if (!runDelayNs())
            QSKIP("this system does not say how long a thread waited for a core");
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("chats.sqlite"));
        tests::makeOldStore(path, app::currentSchemaVersion(), kConversations);
        tests::runSql(path,
                      {QStringLiteral("UPDATE conversations SET updated_at = 86400000 * (id / 3), "
                                      "folder = CASE WHEN id % 50 = 0 THEN 'Folder' ELSE '' END, "
                                      "tags = CASE WHEN id % 7 = 0 THEN 'a tag' ELSE '' END")});
        ui::Theme theme;
        app::Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        tests::FakeInference inference;
        app::ChatStore store(path);
        app::ChatController controller(store, inference, settings);
        ui::MainWindow window(theme, controller, inference, settings);
        QSignalSpy opened(&controller, &app::ChatController::conversationOpened);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));

        auto* application = static_cast<TimedApplication*>(qApp);
        application->restart();
        controller.start();
        QVERIFY(opened.wait());
        auto* list = window.findChild<QListView*>(QStringLiteral("conversationList"));
        QTRY_VERIFY(list->model()->rowCount() > kConversations);
        QCoreApplication::processEvents(); // paints
        application->judge("listed");

        QScrollBar* bar = list->verticalScrollBar();
        const QPointF middle = QRectF(list->viewport()->rect()).center();
        int turns = 0;
        while (bar->value() < bar->maximum() && turns < 2000) {
            QWheelEvent wheel(middle,
                              list->viewport()->mapToGlobal(middle),
                              {},
                              QPoint(0, -120 * (1 + turns % 10)),
                              Qt::NoButton,
                              Qt::NoModifier,
                              Qt::NoScrollPhase,
                              false);
            QCoreApplication::sendEvent(list->viewport(), &wheel);
            QCoreApplication::processEvents();
            ++turns;
        }
        QCOMPARE(bar->value(), bar->maximum());
        bar->setValue(bar->maximum() / 2);
        QCoreApplication::processEvents();
        bar->setValue(0);
        QCoreApplication::processEvents();
        application->judge("scrolled");

        // The list changes with every message.
        auto* composer = window.findChild<QTextEdit*>(QStringLiteral("composerText"));
        QSignalSpy answered(&controller, &app::ChatController::answerEnded);
        for (int i = 0; i < 3; ++i) {
            controller.openConversation(kConversations / 2 + i);
            QVERIFY(opened.wait());
            QTest::keyClicks(composer, QStringLiteral("one more"));
            QTest::keyClick(composer, Qt::Key_Return);
            QTRY_VERIFY(answered.size() == i + 1 && !controller.isBusy());
            QCoreApplication::processEvents();
            if (i == 0)
                application->restart(); // the first message loads fonts and icons
        }
        QSignalSpy deleted(&controller, &app::ChatController::conversationsDeleted);
        QSignalSpy listed(&controller, &app::ChatController::conversationsChanged);
        controller.setFolder(7, QStringLiteral("Folder"));
        controller.renameConversation(8, QStringLiteral("Another title"));
        controller.deleteConversations({9});
        QVERIFY(deleted.wait());
        // The list is read anew after the last of the changes.
        QTRY_VERIFY(!listed.isEmpty() && !holds(listed.last()[0], 9));
        QCoreApplication::processEvents();
        application->judge("changed");
    }

private:
    static constexpr int kConversations = 5000;
};

int main(int argc, char** argv)
{
    TimedApplication application(argc, argv);
    TestResponsiveness suite;
    return QTest::qExec(&suite, argc, argv);
}

#include "tst_responsiveness.moc"
