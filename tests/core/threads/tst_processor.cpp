#include "core/threads/processor.h"

#include <QTest>

#if defined(__linux__)
#include <sched.h>
#endif

using namespace core;

class TestProcessor : public QObject
{
    Q_OBJECT

#if defined(__linux__)
private slots:
    void cleanup()
    {
        sched_setaffinity(0, sizeof m_all, &m_all);
    }
    void movesAway();
    void staysWhereItMay();
    void respectsWhatOthersSet();

private:
    static cpu_set_t allowed()
    {
        cpu_set_t set;
        sched_getaffinity(0, sizeof set, &set);
        return set;
    }

    const cpu_set_t m_all = allowed();
#endif
};

#if defined(__linux__)

void TestProcessor::movesAway()
{
    if (CPU_COUNT(&m_all) < 2)
        QSKIP("one processor only");
    KeptApart apart;
    for (int i = 0; i < 20; ++i) {
        const int here = currentProcessor();
        apart.keepOff(here);
        QVERIFY(currentProcessor() != here);
        const cpu_set_t set = allowed();
        QCOMPARE(CPU_COUNT(&set), CPU_COUNT(&m_all) - 1); // the one before is allowed again
    }
}

void TestProcessor::staysWhereItMay()
{
    KeptApart apart;
    apart.keepOff(-1);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(currentProcessor()), &one);
    QCOMPARE(sched_setaffinity(0, sizeof one, &one), 0);
    apart.keepOff(currentProcessor()); // it has no other
    const cpu_set_t set = allowed();
    QVERIFY(CPU_EQUAL(&set, &one));
}

void TestProcessor::respectsWhatOthersSet()
{
    if (CPU_COUNT(&m_all) < 2)
        QSKIP("one processor only");
    KeptApart apart;
    apart.keepOff(currentProcessor());
    const cpu_set_t set = allowed();
    cpu_set_t one;
    CPU_ZERO(&one);
    for (std::size_t cpu = 0; CPU_COUNT(&one) == 0; ++cpu)
        if (!CPU_ISSET(cpu, &set) && CPU_ISSET(cpu, &m_all))
            CPU_SET(cpu, &one);
    QCOMPARE(sched_setaffinity(0, sizeof one, &one), 0); // as with taskset
    apart.keepOff(currentProcessor());
    const cpu_set_t left = allowed();
    QVERIFY(CPU_EQUAL(&left, &one));
}

#endif

QTEST_APPLESS_MAIN(TestProcessor)
#include "tst_processor.moc"
