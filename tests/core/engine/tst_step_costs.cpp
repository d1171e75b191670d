// What steps cost, from made-up measurements.
#include "core/engine/step_costs.h"

#include <QTest>

using core::StepCosts;

class TestStepCosts : public QObject
{
    Q_OBJECT

private slots:
    void promptsFillTheTimeThereIs()
    {
        StepCosts costs;
        QCOMPARE(costs.promptRows(50, 256), 32U); // nothing is known yet
        costs.note(100, true, 50);                // half a millisecond each
        QCOMPARE(costs.promptRows(50, 256), 100U);
        QCOMPARE(costs.promptRows(50, 64), 64U);
        costs.note(100, true, 150); // slower now: the average of lately
        QCOMPARE(costs.promptRows(50, 256), 50U);
    }

    void slowMachinesGoOn()
    {
        StepCosts costs;
        costs.note(10, true, 1e6);
        QCOMPARE(costs.promptRows(50, 256), 8U);
        QCOMPARE(costs.promptRows(0, 256), 8U);
        QCOMPARE(costs.promptRows(50, 1), 1U); // what the options allow
    }

    void smallPiecesTellNothing()
    {
        StepCosts costs;
        costs.note(7, true, 1e6);
        QCOMPARE(costs.promptRows(50, 256), 32U);
    }

    void furtherRowsAreSharesOfTheFirst()
    {
        StepCosts costs;
        const double unknown = costs.furtherRowShare();
        costs.note(5, false, 30); // of no use before one row is known
        QCOMPARE(costs.furtherRowShare(), unknown);
        costs.note(1, false, 10);
        costs.note(5, false, 30); // four further rows in 20 ms
        QCOMPARE(costs.furtherRowShare(), 0.5);
        costs.note(100, true, 1e6); // prompts say nothing of it
        QCOMPARE(costs.furtherRowShare(), 0.5);
    }

    void furtherRowsAreNeverFree()
    {
        StepCosts costs;
        costs.note(1, false, 10);
        costs.note(2, false, 9);
        QVERIFY(costs.furtherRowShare() > 0);
    }
};

QTEST_GUILESS_MAIN(TestStepCosts)
#include "tst_step_costs.moc"
