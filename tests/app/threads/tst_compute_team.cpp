// A team that gives way to other programs.
#include "app/threads/compute_team.h"
#include "app/threads/thread_count.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>

#include <sys/resource.h>

namespace {

// The niceness of each worker, where all of them come to take a piece.
std::map<int, int> nicenesses(app::ComputeTeam& team)
{
    std::mutex mutex;
    std::condition_variable arrived;
    std::map<int, int> found;
    const auto wanted = static_cast<std::size_t>(team.active());
    team.run(64, 1, [&](std::size_t, std::size_t, int worker) {
        std::unique_lock lock(mutex);
        found[worker] = getpriority(PRIO_PROCESS, 0);
        arrived.notify_all();
        arrived.wait(lock, [&] { return found.size() >= wanted; });
    });
    return found;
}

} // namespace

class TestComputeTeam : public QObject
{
    Q_OBJECT

private slots:
    void helpersOfATeamThatGivesWayAreLowered()
    {
        if (app::usableThreads() < 2)
            QSKIP("one processor core has no helpers");
        const QTemporaryDir nothing;
        app::ComputeTeam team(2, app::MachineLoad(nothing.path(), nothing.path()));
        const int usual = getpriority(PRIO_PROCESS, 0);
        QCOMPARE(nicenesses(team), (std::map<int, int>{{0, usual}, {1, usual}}));
        team.giveWay(true);
        QCOMPARE(team.active(), 2);
        const int lowered = std::min(usual + 10, 19);
        QCOMPARE(nicenesses(team), (std::map<int, int>{{0, usual}, {1, lowered}}));
        team.giveWay(false);
        QCOMPARE(nicenesses(team), (std::map<int, int>{{0, usual}, {1, usual}}));
    }

    void onBatteryHalfOfThemCompute()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("BAT0")));
        for (const auto& [name, text] :
             {std::pair{"type", "Battery\n"}, std::pair{"status", "Discharging\n"}}) {
            QFile file(folder.filePath(QStringLiteral("BAT0/") + QLatin1String(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        }
        app::ComputeTeam team(2, app::MachineLoad(folder.path(), folder.path()));
        team.giveWay(true);
        QCOMPARE(team.active(), 1);
        QCOMPARE(team.size(), 2); // places for their results stay
        team.giveWay(false);
        QCOMPARE(team.active(), 2);
    }
};

QTEST_GUILESS_MAIN(TestComputeTeam)
#include "tst_compute_team.moc"
