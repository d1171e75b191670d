// Conversations renamed in the side bar by mouse and keys.
#include "tests/support/window_desk.h"

#include <QLineEdit>
#include <QListView>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

class TestRename : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<tests::WindowDesk>(*m_folder);
        QVERIFY(m_desk->ask(QStringLiteral("Greet")));
        m_list = m_desk->part<QListView>("conversationList");
        QTRY_VERIFY(m_list->currentIndex().isValid());
    }
    void cleanup() { m_desk.reset(); }

    void aClickOnTheOpenOneDoesNothing()
    {
        const QPoint place = m_list->visualRect(m_list->currentIndex()).center();
        QTest::mouseClick(m_list->viewport(), Qt::LeftButton, {}, place);
        // Longer than the view waits for a second click before it edits.
        QTest::qWait(QApplication::doubleClickInterval() + 100);
        QVERIFY(editor() == nullptr);
    }

    void aDoubleClickRenames()
    {
        const QPoint place = m_list->visualRect(m_list->currentIndex()).center();
        QTest::mouseClick(m_list->viewport(), Qt::LeftButton, {}, place);
        QTest::mouseDClick(m_list->viewport(), Qt::LeftButton, {}, place);
        QVERIFY(editor() != nullptr);
        QTest::keyClick(editor(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(editor(), QStringLiteral("Greetings"));
        QTest::keyClick(editor(), Qt::Key_Return);
        QTRY_COMPARE(m_list->currentIndex().data().toString(), QStringLiteral("Greetings"));
    }

    void f2Renames()
    {
        QTest::keyClick(&m_desk->window, Qt::Key_F2);
        QTRY_VERIFY(editor() != nullptr);
    }

private:
    QLineEdit* editor() { return m_list->viewport()->findChild<QLineEdit*>(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::WindowDesk> m_desk;
    QListView* m_list = nullptr;
};

QTEST_MAIN(TestRename)
#include "tst_rename.moc"
