#include "app/threads/compute_team.h"

#include "app/threads/thread_count.h"

#include <algorithm>

#if defined(Q_OS_LINUX)
#include <sys/resource.h>
#endif

namespace app {

namespace {

constexpr int kMaxThreads = 128;
constexpr std::chrono::seconds kLookEvery{1};

// Of the calling thread; in Linux each has a niceness of its own, which its owner can only raise.
// The program may have been started with a low priority already.
void lowerPriority()
{
#if defined(Q_OS_LINUX)
    constexpr int kNicer = 10;
    setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + kNicer); // at most 19 is set
#endif
}

} // namespace

ComputeTeam::Helpers::Helpers(int workers, bool isLowered)
    : forkJoin(workers)
{
    pool.setExpiryTimeout(-1);
    pool.setMaxThreadCount(std::max(1, workers - 1));
    for (int worker = 1; worker < workers; ++worker) {
        pool.start([this, worker, isLowered] {
            if (isLowered)
                lowerPriority();
            forkJoin.serve(worker);
        });
    }
}

ComputeTeam::Helpers::~Helpers()
{
    forkJoin.stop();
    pool.waitForDone();
}

ComputeTeam::ComputeTeam(int threads, MachineLoad load)
    : m_size(std::clamp(threads > 0 ? threads : usableThreads(), 1, kMaxThreads))
    , m_helpers(std::make_unique<Helpers>(m_size, false))
    , m_load(std::move(load))
{
}

ComputeTeam::~ComputeTeam() = default;

void ComputeTeam::giveWay(bool on)
{
    const auto now = std::chrono::steady_clock::now();
    if (on != m_givesWay) {
        // New threads, since a lowered one cannot be raised again. The caller's stays as it is: an
        // answer goes on, however busy the others are.
        m_givesWay = on;
        m_helpers.reset();
        m_helpers = std::make_unique<Helpers>(m_size, on);
        m_cores = usableThreads();
        m_looked = {};
    }
    if (!on || now - m_looked < kLookEvery)
        return;
    m_looked = now;
    m_helpers->forkJoin.setActive(
        politeWorkers(m_size, m_cores, m_load.coresOfOthers(), m_load.isOnBattery()));
}

} // namespace app
