// Of which answers the desktop tells, and what.
#include "tests/support/fake_notifier.h"
#include "tests/support/window_desk.h"
#include "ui/window/answer_alerts.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

namespace {

struct Desk : tests::ChatDesk
{
    explicit Desk(const QTemporaryDir& folder)
        : ChatDesk(folder)
        , alerts(controller, settings, notifier)
    {
        alerts.setLongMs(0);
        QSignalSpy opened(&controller, &app::ChatController::conversationOpened);
        controller.start();
        QVERIFY(opened.wait());
    }

    // What was told of an answer, once it has ended.
    QList<tests::Note> notesOf(const tests::FakeAnswer& answer)
    {
        inference.setAnswer(answer);
        QSignalSpy ended(&controller, &app::ChatController::answerEnded);
        controller.send(QStringLiteral("Name three rivers"));
        if (!ended.wait())
            QTest::qFail("no answer has ended", __FILE__, __LINE__);
        return notifier.notes;
    }

    tests::FakeNotifier notifier;
    ui::AnswerAlerts alerts;
};

} // namespace

class TestAnswerAlerts : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(*m_folder);
    }
    void cleanup() { m_desk.reset(); }

    void tellsFirstLine_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("line");
        const auto row = [](const char* name, const char* answer, const char* line) {
            QTest::newRow(name) << QString::fromUtf8(answer) << QString::fromUtf8(line);
        };
        row("plain", "The Rhine.\nThe Elbe.", "The Rhine.");
        row("without marks", "## **Rivers**\n\n- Rhine", "Rivers");
        row("without reasoning", "<think>Rivers?</think>The *Rhine*.", "The Rhine.");
        row("code", "```\nls\n```\nlists files.", "Code block, 1 line.");
        row("blank", "\n ", "The answer is there.");
        QTest::newRow("long") << QStringLiteral("x").repeated(5000)
                              << QStringLiteral("x").repeated(119) + u'…';
    }

    void tellsFirstLine()
    {
        QFETCH(QString, answer);
        const QList<tests::Note> notes = m_desk->notesOf({.pieces = {answer}});
        QCOMPARE(notes.size(), 1);
        QCOMPARE(notes[0].title, QStringLiteral("Name three rivers"));
        QTEST(notes[0].text, "line");
        QCOMPARE(notes[0].tag, m_desk->controller.currentConversation());
    }

    void tellsOfFailure()
    {
        const QList<tests::Note> notes =
            m_desk->notesOf({.error = core::Error{core::ErrorCode::Io, "The file is gone."}});
        QCOMPARE(notes.size(), 1);
        QCOMPARE(notes[0].text, QStringLiteral("The file is gone."));
    }

    void temporaryConversationIsNotQuoted_data()
    {
        QTest::addColumn<bool>("fails");
        QTest::addColumn<QString>("text");
        QTest::newRow("answer") << false << QStringLiteral("The answer is there.");
        QTest::newRow("failure") << true << QStringLiteral("The answer has failed.");
    }

    void temporaryConversationIsNotQuoted()
    {
        QFETCH(bool, fails);
        m_desk->controller.newTemporaryConversation();
        tests::FakeAnswer answer;
        if (fails)
            answer.error = core::Error{core::ErrorCode::Io, "A secret."};
        const QList<tests::Note> notes = m_desk->notesOf(answer);
        QCOMPARE(notes.size(), 1);
        QCOMPARE(notes[0].title, QStringLiteral("Temporary conversation"));
        QTEST(notes[0].text, "text");
    }

    void shortAnswerIsNotTold()
    {
        m_desk->alerts.setLongMs(3'600'000);
        QVERIFY(m_desk->notesOf({}).isEmpty());
    }

    // From the question on, also where the model reads for long before it writes.
    void timeIsCountedFromTheQuestion()
    {
        m_desk->alerts.setLongMs(50);
        QCOMPARE(m_desk->notesOf({.firstPieceMs = 60}).size(), 1);
    }

    void nothingIsToldWhereSwitchedOff()
    {
        m_desk->settings.setNotifications(false);
        QVERIFY(m_desk->notesOf({}).isEmpty());
    }

    void nothingIsToldOfWhatWasStopped()
    {
        m_desk->inference.setAnswer({.firstPieceMs = 60'000});
        QSignalSpy ended(&m_desk->controller, &app::ChatController::answerEnded);
        m_desk->controller.send(QStringLiteral("Wait"));
        QTRY_COMPARE(m_desk->inference.activeCount(), 1);
        m_desk->controller.stop();
        QVERIFY(ended.wait());
        QVERIFY(m_desk->notifier.notes.isEmpty());
    }

    void nothingIsToldBesideAnActiveWindow()
    {
        QWidget window;
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QVERIFY(m_desk->notesOf({}).isEmpty());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
};

QTEST_MAIN(TestAnswerAlerts)
#include "tst_answer_alerts.moc"
