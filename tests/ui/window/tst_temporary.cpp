// Temporary conversations as a person meets them: begun with a click, in no list, kept or gone.
#include "tests/support/window_desk.h"
#include "ui/sidebar/conversation_model.h"

#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include <memory>

namespace {

struct Desk : tests::WindowDesk
{
    using WindowDesk::WindowDesk;

    int listed() { return part<QListView>("conversationList")->model()->rowCount(); }
    qsizetype shown() { return tests::shownMessages(window).size(); }
    QToolButton* button() { return part<QToolButton>("temporaryButton"); }
    bool saysSo() { return part<QWidget>("temporaryBar")->isVisible(); }
};

} // namespace

class TestTemporary : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(*m_folder);
    }
    void cleanup() { m_desk.reset(); }

    void isInNoListAndGoneAfterwards()
    {
        QVERIFY(!m_desk->saysSo());
        QTest::mouseClick(m_desk->button(), Qt::LeftButton);
        QTRY_VERIFY(m_desk->saysSo());
        QCOMPARE(m_desk->part<QLabel>("emptyHeading")->text(),
                 QStringLiteral("Temporary conversation"));
        QVERIFY(!m_desk->part<QPushButton>("keepButton")->isEnabled()); // nothing to keep yet
        QVERIFY(m_desk->ask(QStringLiteral("A secret")));
        QTRY_COMPARE(m_desk->shown(), 2);
        QCOMPARE(m_desk->listed(), 0);
        QVERIFY(m_desk->saysSo());

        QTest::mouseClick(m_desk->button(), Qt::LeftButton);
        QTRY_VERIFY(!m_desk->saysSo());
        QVERIFY(!m_desk->button()->isChecked());
        QCOMPARE(m_desk->shown(), 0);
        m_desk.reset();
        m_desk = std::make_unique<Desk>(*m_folder);
        QCOMPARE(m_desk->listed(), 0);
    }

    void isKeptWhereAskedTo()
    {
        QTest::keyClick(&m_desk->window, Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(m_desk->saysSo());
        QVERIFY(m_desk->button()->isChecked());
        QVERIFY(m_desk->ask(QStringLiteral("Worth keeping")));
        QTest::mouseClick(m_desk->part<QPushButton>("keepButton"), Qt::LeftButton);
        QTRY_COMPARE(m_desk->listed(), 2); // a heading and the conversation
        QTRY_VERIFY(!m_desk->saysSo());
        QCOMPARE(m_desk->shown(), 2);
        QVERIFY(!m_desk->button()->isChecked());
    }

    void newConversationEndsIt()
    {
        QTest::mouseClick(m_desk->button(), Qt::LeftButton);
        QTRY_VERIFY(m_desk->saysSo());
        QTest::keyClick(&m_desk->window, Qt::Key_N, Qt::ControlModifier);
        QTRY_VERIFY(!m_desk->saysSo());
        QVERIFY(m_desk->ask(QStringLiteral("Hello")));
        QTRY_COMPARE(m_desk->listed(), 2);
    }

    // It would be left by that, and gone.
    void isNotCopied()
    {
        QTest::mouseClick(m_desk->button(), Qt::LeftButton);
        QTRY_VERIFY(m_desk->saysSo());
        QVERIFY(m_desk->ask(QStringLiteral("First")));
        QVERIFY(m_desk->ask(QStringLiteral("Second")));
        QTest::mouseClick(m_desk->part<QToolButton>("forkButton"), Qt::LeftButton); // of the first
        QTRY_VERIFY(m_desk->part<QWidget>("toast")->isVisible());
        QVERIFY(m_desk->saysSo());
        QCOMPARE(m_desk->shown(), 4);
        QTest::mouseClick(m_desk->part<QPushButton>("keepButton"), Qt::LeftButton);
        QTRY_VERIFY(!m_desk->saysSo());
        QTest::mouseClick(m_desk->part<QToolButton>("forkButton"), Qt::LeftButton);
        QTRY_COMPARE(m_desk->listed(), 3);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
};

QTEST_MAIN(TestTemporary)
#include "tst_temporary.moc"
