#include "app/threads/thread_count.h"

#include "app/threads/first_line.h"

#include <QSet>
#include <QThread>

#include <algorithm>

#if defined(Q_OS_LINUX)
#include <sched.h>
#endif

namespace app {

namespace {

// Two hyper-threads share one core's arithmetic units: a second thread there only takes turns.
int allowedCores()
{
#if defined(Q_OS_LINUX)
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
        QSet<QByteArray> cores;
        for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
            if (!CPU_ISSET(cpu, &allowed))
                continue;
            const QByteArray siblings = firstLine(
                QStringLiteral("/sys/devices/system/cpu/cpu%1/topology/thread_siblings_list")
                    .arg(cpu));
            cores.insert(siblings.isEmpty() ? QByteArray::number(cpu) : siblings);
        }
        if (!cores.isEmpty())
            return static_cast<int>(cores.size());
    }
#endif
    return QThread::idealThreadCount();
}

// "max 100000" or "150000 100000": microseconds of processor time per period.
int groupQuota(int otherwise)
{
    const QList<QByteArray> words = firstLine(QStringLiteral("/sys/fs/cgroup/cpu.max")).split(' ');
    const double quota = words.value(0).toDouble();
    const double period = words.value(1).toDouble();
    return quota > 0 && period > 0 ? std::max(1, static_cast<int>(quota / period)) : otherwise;
}

} // namespace

int usableThreads()
{
    const int cores = allowedCores();
    return std::clamp(groupQuota(cores), 1, std::max(1, cores));
}

} // namespace app
