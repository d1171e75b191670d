// What a new conversation shows where there is little room.
#include "ui/chat/empty_state.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QtTest>

class TestEmptyState : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatFits_data()
    {
        QTest::addColumn<double>("textScale");
        QTest::addColumn<bool>("mark");
        QTest::addColumn<bool>("examples");
        QTest::newRow("all") << 1.0 << true << true;
        QTest::newRow("without the mark") << 1.2 << false << true;
        QTest::newRow("the greeting alone") << 1.5 << false << false;
    }

    // In a low window, where nothing but the text size changes.
    void showsWhatFits()
    {
        QFETCH(double, textScale);
        ui::Theme theme;
        theme.apply(ui::ThemeMode::Light, 1);
        QWidget window;
        ui::EmptyState state(theme, &window);
        state.resize(700, 450);
        window.show();
        const auto* mark = state.findChild<QLabel*>(QStringLiteral("emptyMark"));
        const auto* example = state.findChild<QLabel*>(QStringLiteral("exampleTitle"));
        const auto shows = [&state](const QWidget* part) { return part->isVisibleTo(&state); };
        QVERIFY(shows(mark) && shows(example));

        theme.apply(ui::ThemeMode::Light, textScale);
        QTEST(shows(mark), "mark");
        QTEST(shows(example), "examples");
        theme.apply(ui::ThemeMode::Light, 1);
        QVERIFY(shows(mark) && shows(example));
    }
};

QTEST_MAIN(TestEmptyState)
#include "tst_empty_state.moc"
