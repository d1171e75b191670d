// A button from which a menu was opened is not drawn as if the pointer were still over it.
#include "ui/theme/stale_hover.h"

#include <QCursor>
#include <QMenu>
#include <QTest>
#include <QToolButton>

class TestStaleHover : public QObject
{
    Q_OBJECT

private slots:
    void endsWithTheMenu_data()
    {
        QTest::addColumn<QPoint>("pointer"); // in the window
        QTest::addColumn<bool>("isHovered");
        QTest::newRow("elsewhere") << QPoint(150, 150) << false;
        QTest::newRow("over the button") << QPoint(10, 10) << true;
    }

    void endsWithTheMenu()
    {
        QFETCH(QPoint, pointer);
        QFETCH(bool, isHovered);
        ui::StaleHover filter;
        qApp->installEventFilter(&filter);
        QWidget window;
        window.resize(200, 200);
        QToolButton button(&window);
        button.setGeometry(0, 0, 40, 40);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QMenu menu;
        menu.addAction(QStringLiteral("One"));
        menu.popup(window.mapToGlobal(QPoint(60, 60)));
        button.setAttribute(Qt::WA_UnderMouse); // as Qt leaves it
        QCursor::setPos(window.mapToGlobal(pointer));
        menu.close();
        QTest::qWait(20);
        QCOMPARE(button.underMouse(), isHovered);
    }
};

QTEST_MAIN(TestStaleHover)
#include "tst_stale_hover.moc"
