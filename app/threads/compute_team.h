// The engine's compute threads: long-lived runnables parked on a QThreadPool of their own.
//
// The caller of run() is worker 0; the pool holds the others. The destructor stops them and waits.
#pragma once

#include "core/threads/fork_join.h"

#include <QThreadPool>

namespace app {

class ComputeTeam final : public core::WorkerTeam
{
public:
    // threads: workers, the caller's included; 0: usableThreads().
    explicit ComputeTeam(int threads);
    ~ComputeTeam() override;

    int size() const override { return m_forkJoin.size(); }
    void run(std::size_t count, std::size_t grain, core::RangeFunction function) override
    {
        m_forkJoin.run(count, grain, function);
    }

private:
    core::ForkJoin m_forkJoin;
    QThreadPool m_pool;
};

} // namespace app
