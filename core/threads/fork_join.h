// A WorkerTeam over threads that somebody else starts: each of them calls serve() and stays there
// until stop().
//
// A loop is one atomic word that says open or closed and how many workers are inside, and one
// counter from which pieces are drawn. The caller works too and never waits for a worker that has
// not entered: on a busy machine a helper thread that is not scheduled costs nothing but its help.
// Workers spin for some microseconds after a loop, since the next one usually follows at once, then
// sleep in the kernel; an idle team uses no processor time.
#pragma once

#include "core/threads/worker_team.h"

#include <atomic>
#include <cstdint>
#include <optional>

namespace core {

class ForkJoin final : public WorkerTeam
{
public:
    // workers: threads that take part, the caller's included.
    explicit ForkJoin(int workers);

    int size() const override { return m_workers; }
    void run(std::size_t count, std::size_t grain, RangeFunction function) override;

    // How many workers take part in the loops from now on, the caller's included; 1 … size(), all
    // of them at first. The others sleep. From any thread, also during a loop.
    void setActive(int workers);
    int active() const { return m_active.load(std::memory_order_relaxed); }

    // Called once by each of the workers - 1 helper threads, with worker = 1 … size() - 1. Returns
    // after stop().
    void serve(int worker);

    // Makes every serve() return. No loop may be running, and no setActive().
    void stop();

private:
    // m_state: generation in the upper bits, then kOpen, then the number of helpers inside.
    static constexpr std::uint32_t kInsideMask = 0xff;
    static constexpr std::uint32_t kOpen = 0x100;
    static constexpr std::uint32_t kStop = 0x200;
    static constexpr std::uint32_t kGeneration = 0x400;

    bool isStopped() const;
    void sleepWhileSpare(int worker);
    void drawPieces(int worker);

    const int m_workers;
    std::atomic<int> m_active; // workers from this number on are spare
    std::optional<RangeFunction> m_function;
    std::size_t m_count = 0;
    std::size_t m_grain = 1;
    alignas(64) std::atomic<std::size_t> m_next{0};
    alignas(64) std::atomic<std::uint32_t> m_state{0};
};

} // namespace core
