// The side bar's width, dragged as a person would.
#include "tests/support/window_desk.h"
#include "ui/sidebar/sidebar.h"

#include <QSplitter>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

class TestSidebarWidth : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<tests::WindowDesk>(*m_folder);
    }
    void cleanup() { m_desk.reset(); }

    void isDraggedAndKept()
    {
        const int before = sidebar()->width();
        const int page = m_desk->part<QWidget>("chatPage")->width();
        drag(80);
        QCOMPARE(sidebar()->width(), before + 80);
        QCOMPARE(m_desk->part<QWidget>("chatPage")->width(), page - 80);
        // Hidden and shown, and where the window was narrow meanwhile.
        QTest::keyClick(&m_desk->window, Qt::Key_B, Qt::ControlModifier);
        QTRY_COMPARE(m_desk->part<QWidget>("chatPage")->width(), m_desk->window.width());
        QTest::keyClick(&m_desk->window, Qt::Key_B, Qt::ControlModifier);
        QTRY_COMPARE(sidebar()->width(), before + 80);
        m_desk->window.resize(480, 600);
        QTRY_VERIFY(!sidebar()->isVisible());
        m_desk->window.resize(1120, 760);
        QTRY_COMPARE(sidebar()->width(), before + 80);
        QVERIFY(sidebar()->isVisible());
        // And the next time.
        m_desk->window.close();
        m_desk.reset();
        m_desk = std::make_unique<tests::WindowDesk>(*m_folder);
        QCOMPARE(sidebar()->width(), before + 80);
    }

    void keysChangeIt()
    {
        const int before = sidebar()->width();
        const int page = m_desk->part<QWidget>("chatPage")->width();
        press(Qt::Key_Right, 2);
        QTRY_VERIFY(sidebar()->width() > before + 30);
        QCOMPARE(m_desk->part<QWidget>("chatPage")->width(), page - (sidebar()->width() - before));
        press(Qt::Key_Left, 2);
        QTRY_COMPARE(sidebar()->width(), before);
        press(Qt::Key_Left, 50);
        QTRY_COMPARE(sidebar()->width(), sidebar()->minimumWidth());
        // Where it floats, too; and hidden it stays as it is.
        m_desk->window.resize(600, 600);
        QTest::keyClick(&m_desk->window, Qt::Key_B, Qt::ControlModifier);
        const int floating = sidebar()->width();
        press(Qt::Key_Right, 1);
        QTRY_VERIFY(sidebar()->width() > floating);
        const int usual = sidebar()->usualWidth();
        QTest::keyClick(&m_desk->window, Qt::Key_B, Qt::ControlModifier);
        press(Qt::Key_Right, 1);
        QCOMPARE(sidebar()->usualWidth(), usual);
    }

    void theHandleSaysWhatItIs()
    {
        const QSplitterHandle* handle = m_desk->window.findChild<QSplitter*>()->handle(1);
        QVERIFY(handle->accessibleName().contains(QStringLiteral("side bar")));
    }

    void isKeptWhileItIsHidden()
    {
        drag(60);
        const int dragged = sidebar()->width();
        QTest::keyClick(&m_desk->window, Qt::Key_B, Qt::ControlModifier);
        m_desk->window.close();
        m_desk.reset();
        m_desk = std::make_unique<tests::WindowDesk>(*m_folder);
        QVERIFY(!sidebar()->isVisible());
        QTest::keyClick(&m_desk->window, Qt::Key_B, Qt::ControlModifier);
        QTRY_COMPARE(sidebar()->width(), dragged);
    }

    void hasLimits()
    {
        const int page = m_desk->part<QWidget>("chatPage")->width();
        drag(-1000);
        QVERIFY(sidebar()->isVisible());
        QVERIFY(sidebar()->width() >= 150 && sidebar()->width() < 264);
        drag(2000);
        QVERIFY(sidebar()->width() > 264);
        QVERIFY(m_desk->part<QWidget>("chatPage")->width() >= page / 2);
    }

    void growsWithTheText()
    {
        drag(40);
        const int dragged = sidebar()->width();
        m_desk->theme.apply(ui::ThemeMode::Light, 1.5);
        QTRY_COMPARE(sidebar()->width(), dragged * 3 / 2);
        m_desk->theme.apply(ui::ThemeMode::Light, 1);
        QTRY_COMPARE(sidebar()->width(), dragged);
    }

    // A window that was small for a while has it back.
    void comesBackWithTheRoom()
    {
        drag(200);
        const int dragged = sidebar()->width();
        m_desk->window.resize(780, 760);
        QTRY_VERIFY(sidebar()->width() < dragged);
        m_desk->window.resize(1120, 760);
        QTRY_COMPARE(sidebar()->width(), dragged);
    }

    void aDamagedStateIsTheUsualOne_data()
    {
        QTest::addColumn<QByteArray>("state");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("without a width") << QByteArray("sidebar");
        QTest::newRow("no number") << QByteArray("sidebar wide");
        QTest::newRow("negative") << QByteArray("sidebar -4");
    }

    void aDamagedStateIsTheUsualOne()
    {
        QFETCH(QByteArray, state);
        m_desk->settings.setWindowState(state);
        const ui::MainWindow window(
            m_desk->theme, m_desk->controller, m_desk->inference, m_desk->settings);
        const auto* restored = window.findChild<ui::Sidebar*>();
        QCOMPARE(restored->usualWidth(), 264);
        QVERIFY(!restored->isHidden());
    }

private:
    ui::Sidebar* sidebar() { return m_desk->window.findChild<ui::Sidebar*>(); }
    void press(Qt::Key key, int times)
    {
        for (int i = 0; i < times; ++i)
            QTest::keyClick(m_desk->window.focusWidget(), key, Qt::AltModifier);
    }
    void drag(int by)
    {
        QSplitterHandle* handle = m_desk->window.findChild<QSplitter*>()->handle(1);
        QCOMPARE(handle->cursor().shape(), Qt::SplitHCursor);
        const QPoint from = handle->rect().center();
        QTest::mousePress(handle, Qt::LeftButton, {}, from);
        const QPoint to = from + QPoint(by, 0);
        QMouseEvent move(QEvent::MouseMove,
                         to,
                         handle->mapToGlobal(to),
                         Qt::NoButton,
                         Qt::LeftButton,
                         Qt::NoModifier);
        QCoreApplication::sendEvent(handle, &move);
        QTest::mouseRelease(
            handle, Qt::LeftButton, {}, handle->mapFromGlobal(move.globalPosition().toPoint()));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::WindowDesk> m_desk;
};

QTEST_MAIN(TestSidebarWidth)
#include "tst_sidebar_width.moc"
