// The engine's compute threads: long-lived runnables parked on a QThreadPool of their own.
//
// The caller of run() is worker 0; the pool holds the others. The destructor stops them and waits.
// A team that gives way computes with fewer threads while other programs use the processor, and at
// a lower priority. What it computes stays the same.
#pragma once

#include "app/threads/machine_load.h"
#include "core/threads/fork_join.h"

#include <QThreadPool>

#include <chrono>
#include <memory>

namespace app {

class ComputeTeam final : public core::WorkerTeam
{
public:
    // threads: workers, the caller's included; 0: usableThreads().
    explicit ComputeTeam(int threads, MachineLoad load = MachineLoad());
    ~ComputeTeam() override;

    int size() const override { return m_size; }
    void run(std::size_t count, std::size_t grain, core::RangeFunction function) override
    {
        m_helpers->forkJoin.run(count, grain, function);
    }
    void runRepeatable(std::size_t count, std::size_t grain, core::RepeatableLoop& loop) override
    {
        m_helpers->forkJoin.runRepeatable(count, grain, loop);
    }
    void settle() override { m_helpers->forkJoin.settle(); }

    // Call it again and again while there is work: it looks at the machine every second. By the
    // caller of run(), between its loops.
    void giveWay(bool on);
    int active() const { return m_helpers->forkJoin.active(); } // workers in a loop now

private:
    struct Helpers
    {
        Helpers(int workers, bool isLowered);
        ~Helpers();

        core::ForkJoin forkJoin;
        QThreadPool pool;
    };

    const int m_size;
    std::unique_ptr<Helpers> m_helpers;
    bool m_givesWay = false;
    int m_cores = 0; // known once it gives way
    MachineLoad m_load;
    std::chrono::steady_clock::time_point m_looked;
};

} // namespace app
