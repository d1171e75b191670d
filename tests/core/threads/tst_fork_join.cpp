#include "core/threads/fork_join.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

using namespace core;

class TestForkJoin : public QObject
{
    Q_OBJECT

private slots:
    void coversEveryIndexOnce_data();
    void coversEveryIndexOnce();
    void doesNotWaitForAnAbsentHelper();
    void survivesManyShortLoops();
    void deliversEveryIndexOnce_data();
    void deliversEveryIndexOnce();
    void doesNotWaitForALateHelper();
    void settlesWithALateHelper();
    void spareWorkersTakeNoPart();
    void spareWorkersComeBack();
    void spareWorkersCanBeStopped();
};

namespace {

struct Team
{
    explicit Team(int workers)
        : forkJoin(workers)
    {
        for (int worker = 1; worker < workers; ++worker)
            threads.emplace_back([this, worker] { forkJoin.serve(worker); });
    }
    ~Team() { forkJoin.stop(); }

    ForkJoin forkJoin;
    std::vector<std::jthread> threads;
};

} // namespace

void TestForkJoin::coversEveryIndexOnce_data()
{
    QTest::addColumn<int>("workers");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("grain");
    for (int workers : {1, 2, 3, 5})
        for (int count : {0, 1, 7, 64, 1000})
            for (int grain : {1, 3, 64, 5000})
                QTest::addRow("%d workers, %d by %d", workers, count, grain)
                    << workers << count << grain;
}

void TestForkJoin::coversEveryIndexOnce()
{
    QFETCH(int, workers);
    QFETCH(int, count);
    QFETCH(int, grain);
    Team team(workers);
    std::vector<std::atomic<int>> visits(count);
    std::atomic<bool> fits = true;
    team.forkJoin.run(count, grain, [&](std::size_t begin, std::size_t end, int worker) {
        fits = fits && end - begin <= std::size_t(grain) && worker >= 0 && worker < workers;
        for (std::size_t i = begin; i < end; ++i)
            ++visits[i];
    });
    QVERIFY(fits);
    for (const auto& visit : visits)
        QCOMPARE(visit.load(), 1);
}

void TestForkJoin::doesNotWaitForAnAbsentHelper()
{
    ForkJoin forkJoin(4); // nobody ever calls serve()
    int done = 0;
    forkJoin.run(
        100, 1, [&](std::size_t begin, std::size_t end, int) { done += int(end - begin); });
    QCOMPARE(done, 100);
}

void TestForkJoin::survivesManyShortLoops()
{
    Team team(3);
    std::atomic<long> total = 0;
    for (int loop = 0; loop < 20000; ++loop) {
        team.forkJoin.run(4, 1, [&](std::size_t begin, std::size_t, int) { total += long(begin); });
        if (loop % 5000 == 0)
            std::this_thread::sleep_for(
                std::chrono::milliseconds(2)); // lets the helpers fall asleep
    }
    QCOMPARE(total.load(), 20000L * 6);
}

namespace {

// Each worker "computes" the indices themselves.
class CountingLoop : public RepeatableLoop
{
public:
    CountingLoop(int count, int workers)
        : delivered(count)
        , m_places(workers)
    {
    }

    void enter(int worker) override { m_places[worker].hasEntered = true; }
    void compute(std::size_t begin, std::size_t end, int worker) override
    {
        isSound = isSound && m_places[worker].hasEntered;
        m_places[worker].result.clear();
        for (std::size_t i = begin; i < end; ++i)
            m_places[worker].result.push_back(int(i));
    }
    void deliver(std::size_t begin, std::size_t end, int worker) override
    {
        isSound = isSound && m_places[worker].result.size() == end - begin &&
                  m_places[worker].result.front() == int(begin);
        for (int i : m_places[worker].result)
            ++delivered[i];
    }

    std::vector<std::atomic<int>> delivered; // how often, of each index
    std::atomic<bool> isSound = true;

private:
    struct Place
    {
        bool hasEntered = false;
        std::vector<int> result;
    };
    std::vector<Place> m_places;
};

// The helper (worker 1) does not come back from its first piece until it is released; the caller
// begins none before.
class LateLoop final : public CountingLoop
{
public:
    explicit LateLoop(int count)
        : CountingLoop(count, 2)
    {
    }

    void compute(std::size_t begin, std::size_t end, int worker) override
    {
        CountingLoop::compute(begin, end, worker);
        std::unique_lock lock(m_mutex);
        if (worker == 1) {
            m_isThere = true;
            m_changed.notify_all();
            m_changed.wait(lock, [this] { return m_isReleased; });
            isBack = true;
        } else {
            m_changed.wait(lock, [this] { return m_isThere; });
        }
    }
    void release()
    {
        const std::lock_guard lock(m_mutex);
        m_isReleased = true;
        m_changed.notify_all();
    }

    std::atomic<bool> isBack = false;

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isThere = false;
    bool m_isReleased = false;
};

} // namespace

void TestForkJoin::deliversEveryIndexOnce_data()
{
    coversEveryIndexOnce_data();
}

void TestForkJoin::deliversEveryIndexOnce()
{
    QFETCH(int, workers);
    QFETCH(int, count);
    QFETCH(int, grain);
    Team team(workers);
    for (int round = 0; round < 50; ++round) {
        CountingLoop loop(count, workers);
        team.forkJoin.runRepeatable(count, grain, loop);
        team.forkJoin.settle();
        QVERIFY(loop.isSound);
        for (const auto& times : loop.delivered)
            QCOMPARE(times.load(), 1);
    }
}

void TestForkJoin::doesNotWaitForALateHelper()
{
    Team team(2);
    LateLoop late(100);
    team.forkJoin.runRepeatable(100, 10, late);
    QVERIFY(!late.isBack);
    for (const auto& times : late.delivered)
        QCOMPARE(times.load(), 1);

    // Neither do the loops after it.
    CountingLoop next(100, 2);
    team.forkJoin.runRepeatable(100, 10, next);
    std::atomic<int> done = 0;
    team.forkJoin.run(
        100, 10, [&](std::size_t begin, std::size_t end, int) { done += int(end - begin); });
    QCOMPARE(done.load(), 100);
    QVERIFY(!late.isBack);

    // What it brings at last is thrown away.
    late.release();
    team.forkJoin.settle();
    for (const CountingLoop* loop : {static_cast<CountingLoop*>(&late), &next})
        for (const auto& times : loop->delivered)
            QCOMPARE(times.load(), 1);
    QVERIFY(late.isSound && next.isSound);
}

void TestForkJoin::settlesWithALateHelper()
{
    Team team(2);
    LateLoop late(100);
    team.forkJoin.runRepeatable(100, 10, late);
    const std::jthread releases([&late] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        late.release();
    });
    team.forkJoin.settle();
    QVERIFY(late.isBack);
}

namespace {

// Which workers took a piece, where each holds the others up until `wanted` of them are there.
std::set<int> workersOf(ForkJoin& forkJoin, std::size_t wanted)
{
    std::mutex mutex;
    std::condition_variable arrived;
    std::set<int> workers;
    forkJoin.run(64, 1, [&](std::size_t, std::size_t, int worker) {
        std::unique_lock lock(mutex);
        workers.insert(worker);
        arrived.notify_all();
        arrived.wait(lock, [&] { return workers.size() >= wanted; });
    });
    return workers;
}

} // namespace

void TestForkJoin::spareWorkersTakeNoPart()
{
    Team team(4);
    QCOMPARE(workersOf(team.forkJoin, 4).size(), std::size_t(4));
    team.forkJoin.setActive(2);
    QCOMPARE(workersOf(team.forkJoin, 2), (std::set<int>{0, 1}));
    team.forkJoin.setActive(0); // the caller always works
    QCOMPARE(team.forkJoin.active(), 1);
    QCOMPARE(workersOf(team.forkJoin, 1), (std::set<int>{0}));
    QCOMPARE(team.forkJoin.size(), 4); // places for their results stay
}

void TestForkJoin::spareWorkersComeBack()
{
    Team team(3);
    for (int round = 0; round < 200; ++round) {
        team.forkJoin.setActive(1 + round % 3);
        team.forkJoin.run(8, 1, [](std::size_t, std::size_t, int) {});
    }
    team.forkJoin.setActive(3);
    QCOMPARE(workersOf(team.forkJoin, 3).size(), std::size_t(3));
}

void TestForkJoin::spareWorkersCanBeStopped()
{
    // The end of a team waits for its threads, which it meets on their way to sleep or asleep.
    for (int round = 0; round < 2000; ++round) {
        Team team(3);
        team.forkJoin.setActive(1);
        std::atomic<int> done = 0;
        team.forkJoin.run(
            8, 1, [&](std::size_t begin, std::size_t end, int) { done += int(end - begin); });
        QCOMPARE(done.load(), 8);
    }
}

QTEST_APPLESS_MAIN(TestForkJoin)
#include "tst_fork_join.moc"
