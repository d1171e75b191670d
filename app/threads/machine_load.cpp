#include "app/threads/machine_load.h"

#include "app/threads/first_line.h"

#include <QDir>

#include <algorithm>
#include <cmath>

#if defined(Q_OS_UNIX)
#include <sys/times.h>
#include <unistd.h>
#endif

namespace app {

namespace {

double ticksPerSecond()
{
#if defined(Q_OS_UNIX)
    return std::max(1.0, static_cast<double>(sysconf(_SC_CLK_TCK)));
#else
    return 100;
#endif
}

double ownTicks()
{
#if defined(Q_OS_UNIX)
    tms own{};
    times(&own);
    return static_cast<double>(own.tms_utime + own.tms_stime);
#else
    return 0;
#endif
}

} // namespace

MachineLoad::MachineLoad(const QString& procFolder, const QString& powerFolder)
    : m_procFolder(procFolder)
    , m_powerFolder(powerFolder)
{
}

// proc(5): "cpu", then ticks in user, nice, system, idle, iowait, irq, softirq, steal, and guests,
// which user and nice hold already. Idle, waiting and stolen time is nobody's.
std::optional<MachineLoad::Sample>
MachineLoad::sample(std::chrono::steady_clock::time_point now) const
{
    const QList<QByteArray> words =
        firstLine(m_procFolder + QStringLiteral("/stat")).simplified().split(' ');
    if (words.size() < 8 || words[0] != "cpu")
        return std::nullopt;
    double busy = 0;
    for (const int field : {1, 2, 3, 6, 7})
        busy += words[field].toDouble();
    return Sample{busy / ticksPerSecond(), ownTicks() / ticksPerSecond(), now};
}

double MachineLoad::coresOfOthers(std::chrono::steady_clock::time_point now)
{
    const std::optional<Sample> next = sample(now);
    const std::optional<Sample> last = std::exchange(m_last, next);
    if (!next || !last)
        return 0;
    const double seconds = std::chrono::duration<double>(next->at - last->at).count();
    const double others =
        (next->busySeconds - last->busySeconds) - (next->ownSeconds - last->ownSeconds);
    return seconds > 0 ? std::max(0.0, others / seconds) : 0;
}

// A computer without a battery has none that discharges. Those of mice and headsets, which do, say
// that they are of a device.
bool MachineLoad::isOnBattery() const
{
    const QStringList supplies =
        QDir(m_powerFolder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
    return std::any_of(supplies.begin(), supplies.end(), [this](const QString& name) {
        const QString folder = m_powerFolder + u'/' + name;
        return firstLine(folder + QStringLiteral("/type")) == "Battery" &&
               firstLine(folder + QStringLiteral("/scope")) != "Device" &&
               firstLine(folder + QStringLiteral("/status")) == "Discharging";
    });
}

int politeWorkers(int workers, int cores, double coresOfOthers, bool onBattery)
{
    const int free = cores - static_cast<int>(std::lround(std::min(coresOfOthers, 1e6)));
    const int most = onBattery ? (workers + 1) / 2 : workers;
    return std::max(1, std::min(free, most));
}

} // namespace app
