// A WorkerTeam over threads that somebody else starts: each of them calls serve() and stays there
// until stop().
//
// A loop is one atomic word that says open or closed and how many workers are inside, and one
// counter from which pieces are drawn. The caller works too and never waits for a worker that has
// not entered: on a busy machine a helper thread that is not scheduled costs nothing but its help.
// Workers spin for a fraction of a millisecond after a loop, since the next one usually follows at
// once, then sleep in the kernel; an idle team uses no processor time.
//
// Beside other busy processes a helper is off its processor for a time slice of some milliseconds,
// as long as a whole step of a small model. So in a repeatable loop the caller does not wait for a
// helper with a piece in its hands either: when a piece takes twice as long as the caller's own
// took, the caller computes it again, and who is first delivers. And helpers keep off the caller's
// processor: the kernel likes to wake a thread where its waker runs, and two that share a processor
// are worth one.
#pragma once

#include "core/threads/processor.h"
#include "core/threads/worker_team.h"

#include <array>
#include <atomic>
#include <chrono>
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
    void runRepeatable(std::size_t count, std::size_t grain, RepeatableLoop& loop) override;
    void settle() override;

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

    static constexpr std::size_t kMostRepeatable = 64; // pieces of a repeatable loop

    // A repeatable loop, as each worker remembers it.
    struct Repeatable
    {
        RepeatableLoop* loop = nullptr;
        std::size_t count = 0;
        std::size_t grain = 1;
        std::uint64_t round = 0; // counts these loops

        std::size_t pieces() const { return (count + grain - 1) / grain; }
        void compute(std::size_t piece, int worker) const;
        void deliver(std::size_t piece, int worker) const;
    };

    void open();
    void close();
    void leave();
    bool isStopped() const;
    void sleepWhileSpare(int worker);
    void drawPieces(int worker);

    using Duration = std::chrono::steady_clock::duration;
    Duration drawRepeatable(const Repeatable& here, int worker); // the longest piece's
    void deliverOnce(const Repeatable& here, std::size_t piece, int worker);
    bool isDelivered(const Repeatable& here, std::size_t piece) const;
    void backUp(const Repeatable& here, Duration patience);

    const int m_workers;
    std::atomic<int> m_active; // workers from this number on are spare
    std::optional<RangeFunction> m_function;
    std::size_t m_count = 0;
    std::size_t m_grain = 1;
    alignas(64) std::atomic<std::size_t> m_next{0};
    alignas(64) std::atomic<std::uint32_t> m_state{0};
    std::atomic<int> m_callerProcessor{-1}; // in the loop that is open

    Repeatable m_repeatable; // the loop that is open, if it is one
    std::uint64_t m_rounds = 0;
    // The round and its next piece: a worker of an older round draws none.
    alignas(64) std::atomic<std::uint64_t> m_ticket{0};
    // Of each piece: round times 2 while it is delivered, one more when it is.
    std::array<std::atomic<std::uint64_t>, kMostRepeatable> m_delivered{};
    alignas(64) std::atomic<int> m_behind{0}; // helpers that draw pieces of a repeatable loop
};

} // namespace core
