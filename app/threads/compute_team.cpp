#include "app/threads/compute_team.h"

#include "app/threads/thread_count.h"

#include <algorithm>

namespace app {

namespace {

constexpr int kMaxThreads = 128;

}

ComputeTeam::ComputeTeam(int threads)
    : m_forkJoin(std::clamp(threads > 0 ? threads : usableThreads(), 1, kMaxThreads))
{
    m_pool.setExpiryTimeout(-1);
    m_pool.setMaxThreadCount(std::max(1, size() - 1));
    for (int worker = 1; worker < size(); ++worker)
        m_pool.start([this, worker] { m_forkJoin.serve(worker); });
}

ComputeTeam::~ComputeTeam()
{
    m_forkJoin.stop();
    m_pool.waitForDone();
}

} // namespace app
