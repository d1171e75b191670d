// What else the computer is doing: the processor cores that other programs use, and whether it runs
// on battery.
//
// Reads /proc and /sys, some microseconds' work; where these are not there, nothing else seems to
// run. One thread at a time.
#pragma once

#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace app {

class MachineLoad
{
public:
    // Other folders than the system's: for tests.
    explicit MachineLoad(const QString& procFolder = QStringLiteral("/proc"),
                         const QString& powerFolder = QStringLiteral("/sys/class/power_supply"));

    // Processor cores that were in use by others since the last call; 0 the first time. Another
    // time than the clock's: for tests.
    double
    coresOfOthers(std::chrono::steady_clock::time_point now = std::chrono::steady_clock::now());
    bool isOnBattery() const;

private:
    struct Sample
    {
        double busySeconds = 0; // of all processors
        double ownSeconds = 0;  // of this process
        std::chrono::steady_clock::time_point at;
    };

    std::optional<Sample> sample(std::chrono::steady_clock::time_point now) const;

    QString m_procFolder;
    QString m_powerFolder;
    std::optional<Sample> m_last;
};

// Of `workers`, how many leave the others' cores alone: the cores there are less those in use, and
// on battery no more than half; at least 1.
int politeWorkers(int workers, int cores, double coresOfOthers, bool onBattery);

} // namespace app
