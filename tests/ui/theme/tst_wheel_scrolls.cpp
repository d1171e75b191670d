// The wheel scrolls a page whatever is below the pointer; no value changes and none takes the
// focus.
#include "ui/theme/wheel_scrolls.h"

#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <QtTest>

class TestWheelScrolls : public QObject
{
    Q_OBJECT

private slots:
    void pageScrolls_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("hasFocus"); // chosen with a click before
        for (const auto* name : {"number", "choice", "slider"}) {
            QTest::addRow("%s", name) << QString::fromLatin1(name) << false;
            QTest::addRow("%s with the focus", name) << QString::fromLatin1(name) << true;
        }
    }

    void pageScrolls()
    {
        QFETCH(QString, name);
        QFETCH(bool, hasFocus);
        ui::WheelScrolls filter;
        qApp->installEventFilter(&filter);
        QScrollArea area;
        auto* page = new QWidget;
        page->setMinimumHeight(2000);
        auto* number = new QDoubleSpinBox(page);
        number->setObjectName(QStringLiteral("number"));
        number->setValue(7);
        auto* choice = new QComboBox(page);
        choice->setObjectName(QStringLiteral("choice"));
        choice->addItems({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
        choice->setCurrentIndex(1);
        auto* slider = new QSlider(Qt::Horizontal, page);
        slider->setObjectName(QStringLiteral("slider"));
        slider->setValue(50);
        auto* layout = new QVBoxLayout(page);
        for (QWidget* each : QList<QWidget*>{number, choice, slider})
            layout->addWidget(each);
        layout->addStretch(1);
        area.setWidget(page);
        area.setWidgetResizable(true);
        area.resize(300, 300);
        area.show();
        QVERIFY(QTest::qWaitForWindowActive(&area));
        auto* under = area.findChild<QWidget*>(name);
        (hasFocus ? under : &area)->setFocus();
        const QPointF at = under->rect().center();
        QWheelEvent wheel(at,
                          under->mapToGlobal(at),
                          {},
                          {0, -120},
                          Qt::NoButton,
                          Qt::NoModifier,
                          Qt::NoScrollPhase,
                          false);
        QSpontaneKeyEvent::setSpontaneous(&wheel); // as from the desktop: only that is handed on
        qApp->notify(under, &wheel);
        QVERIFY(area.verticalScrollBar()->value() > 0);
        QCOMPARE(number->value(), 7.0);
        QCOMPARE(choice->currentIndex(), 1);
        QCOMPARE(slider->value(), 50);
        QCOMPARE(under->hasFocus(), hasFocus);
    }
};

QTEST_MAIN(TestWheelScrolls)
#include "tst_wheel_scrolls.moc"
