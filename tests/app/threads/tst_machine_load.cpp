// What other programs use is told from the system's own numbers.
#include "app/threads/machine_load.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <chrono>
#include <ctime>
#include <memory>

#include <unistd.h>

using namespace std::chrono_literals;

class TestMachineLoad : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_load = app::MachineLoad(m_folder->path(), m_folder->path());
    }

    void coresOfOthersAreCounted()
    {
        const std::chrono::steady_clock::time_point start{};
        writeStat(1000);
        QCOMPARE(m_load.coresOfOthers(start), 0.0); // nothing to compare with yet
        writeStat(1000 + 300 * kTicks);
        const double cores = m_load.coresOfOthers(start + 100s);
        // Less what this test did itself meanwhile, which is next to nothing.
        QVERIFY2(cores <= 3 && cores > 2.9, qPrintable(QString::number(cores)));
        QCOMPARE(m_load.coresOfOthers(start + 200s), 0.0); // nothing since
        writeStat(1000 + 400 * kTicks);
        QCOMPARE(m_load.coresOfOthers(start + 200s), 0.0); // no time has passed
    }

    void ownWorkIsNotThatOfOthers()
    {
        const std::chrono::steady_clock::time_point start{};
        writeStat(1000);
        QCOMPARE(m_load.coresOfOthers(start), 0.0);
        const std::clock_t before = std::clock();
        while (std::clock() - before < CLOCKS_PER_SEC / 10) {
        }
        writeStat(1000 + kTicks / 20); // half of that
        QCOMPARE(m_load.coresOfOthers(start + 1s), 0.0);
    }

    void nothingIsKnownWhereNothingIsTold()
    {
        QCOMPARE(m_load.coresOfOthers(), 0.0);
        QCOMPARE(m_load.coresOfOthers(), 0.0);
        write(QStringLiteral("stat"), "intr 5 6 7\n");
        QCOMPARE(m_load.coresOfOthers(), 0.0);
        QVERIFY(!m_load.isOnBattery());
    }

    void batteriesAreTold_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("scope");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<bool>("onBattery");
        QTest::newRow("discharging")
            << QByteArray("Battery") << QByteArray("System") << QByteArray("Discharging") << true;
        QTest::newRow("says no scope")
            << QByteArray("Battery") << QByteArray() << QByteArray("Discharging") << true;
        QTest::newRow("charging") << QByteArray("Battery") << QByteArray("System")
                                  << QByteArray("Charging") << false;
        QTest::newRow("full") << QByteArray("Battery") << QByteArray() << QByteArray("Full")
                              << false;
        QTest::newRow("of a mouse")
            << QByteArray("Battery") << QByteArray("Device") << QByteArray("Discharging") << false;
        QTest::newRow("mains") << QByteArray("Mains") << QByteArray() << QByteArray() << false;
    }

    void batteriesAreTold()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, scope);
        QFETCH(QByteArray, status);
        QFETCH(bool, onBattery);
        QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("BAT0")));
        write(QStringLiteral("BAT0/type"), type + '\n');
        write(QStringLiteral("BAT0/status"), status + '\n');
        if (!scope.isEmpty())
            write(QStringLiteral("BAT0/scope"), scope + '\n');
        QCOMPARE(m_load.isOnBattery(), onBattery);
    }

    void workersGiveWay_data()
    {
        QTest::addColumn<int>("workers");
        QTest::addColumn<int>("cores");
        QTest::addColumn<double>("others");
        QTest::addColumn<bool>("onBattery");
        QTest::addColumn<int>("expected");
        QTest::newRow("nothing else runs") << 8 << 8 << 0.0 << false << 8;
        QTest::newRow("what runs always") << 8 << 8 << 0.3 << false << 8;
        QTest::newRow("two others") << 8 << 8 << 2.2 << false << 6;
        QTest::newRow("room for all") << 4 << 8 << 3.0 << false << 4;
        QTest::newRow("no room at all") << 8 << 8 << 40.0 << false << 1;
        QTest::newRow("on battery") << 8 << 8 << 0.0 << true << 4;
        QTest::newRow("on battery, one") << 1 << 1 << 0.0 << true << 1;
        QTest::newRow("on battery and busy") << 8 << 8 << 6.0 << true << 2;
    }

    void workersGiveWay()
    {
        QFETCH(int, workers);
        QFETCH(int, cores);
        QFETCH(double, others);
        QFETCH(bool, onBattery);
        QTEST(app::politeWorkers(workers, cores, others, onBattery), "expected");
    }

private:
    const long kTicks = sysconf(_SC_CLK_TCK);

    void write(const QString& name, const QByteArray& bytes)
    {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    // Idle and waiting time are nobody's work.
    void writeStat(long user)
    {
        write(QStringLiteral("stat"),
              "cpu  " + QByteArray::number(qlonglong(user)) + " 0 0 " +
                  QByteArray::number(qlonglong(user) * 7) + " 900 0 0 0 0 0\ncpu0 1 2 3\n");
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    app::MachineLoad m_load;
};

QTEST_GUILESS_MAIN(TestMachineLoad)
#include "tst_machine_load.moc"
