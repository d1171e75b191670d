#include "core/threads/fork_join.h"

#include "core/base/check.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace core {

namespace {

// About 20 microseconds on a 3 GHz processor: longer than the gap between two loops of a forward
// pass, far shorter than a time slice.
constexpr int kSpins = 600;

void pauseBriefly()
{
#if defined(__x86_64__)
    _mm_pause();
#endif
}

} // namespace

ForkJoin::ForkJoin(int workers)
    : m_workers(workers)
    , m_active(workers)
{
    CORE_CHECK(workers >= 1 && static_cast<std::uint32_t>(workers) <= kInsideMask);
}

void ForkJoin::drawPieces(int worker)
{
    for (;;) {
        const std::size_t begin = m_next.fetch_add(m_grain, std::memory_order_relaxed);
        if (begin >= m_count)
            return;
        (*m_function)(begin, std::min(begin + m_grain, m_count), worker);
    }
}

void ForkJoin::run(std::size_t count, std::size_t grain, RangeFunction function)
{
    if (active() == 1 || count <= grain) {
        for (std::size_t begin = 0; begin < count; begin += grain)
            function(begin, std::min(begin + grain, count), 0);
        return;
    }
    // Closed and empty here, so nobody else reads these.
    m_function.emplace(function);
    m_count = count;
    m_grain = grain;
    m_next.store(0, std::memory_order_relaxed);
    const std::uint32_t closed = m_state.load(std::memory_order_relaxed);
    m_state.store(((closed & ~(kOpen | kInsideMask)) + kGeneration) | kOpen,
                  std::memory_order_release);
    m_state.notify_all();

    drawPieces(0);

    std::uint32_t state = m_state.fetch_and(~kOpen, std::memory_order_acq_rel) & ~kOpen;
    for (int spins = 0; (state & kInsideMask) != 0; ++spins) {
        if (spins < kSpins)
            pauseBriefly();
        else
            m_state.wait(state, std::memory_order_acquire);
        state = m_state.load(std::memory_order_acquire);
    }
}

void ForkJoin::setActive(int workers)
{
    m_active.store(std::clamp(workers, 1, m_workers), std::memory_order_release);
    m_active.notify_all();
}

bool ForkJoin::isStopped() const
{
    return (m_state.load(std::memory_order_acquire) & kStop) != 0;
}

// Not on m_state, which changes with every loop and would wake it each time.
void ForkJoin::sleepWhileSpare(int worker)
{
    for (int active = m_active.load(std::memory_order_acquire); worker >= active && !isStopped();
         active = m_active.load(std::memory_order_acquire))
        m_active.wait(active, std::memory_order_acquire);
}

void ForkJoin::serve(int worker)
{
    std::uint32_t served = 0; // generation of the last loop this thread took part in
    for (;;) {
        sleepWhileSpare(worker);
        std::uint32_t state = m_state.load(std::memory_order_acquire);
        for (int spins = 0;; ++spins) {
            if ((state & kStop) != 0)
                return;
            if ((state & kOpen) != 0 && (state / kGeneration) != served)
                break;
            if (spins < kSpins)
                pauseBriefly();
            else
                m_state.wait(state, std::memory_order_acquire);
            state = m_state.load(std::memory_order_acquire);
        }
        if (worker >= active())
            continue; // made spare while it waited
        if (!m_state.compare_exchange_strong(state, state + 1, std::memory_order_acq_rel))
            continue; // closed meanwhile, or another helper entered: look again
        served = state / kGeneration;
        drawPieces(worker);
        const std::uint32_t left = m_state.fetch_sub(1, std::memory_order_acq_rel) - 1;
        if ((left & kOpen) == 0 && (left & kInsideMask) == 0)
            m_state.notify_all(); // the caller may be asleep, waiting for the last one out
    }
}

void ForkJoin::stop()
{
    m_state.fetch_or(kStop, std::memory_order_release);
    m_state.notify_all();
    setActive(m_workers); // who sleeps as a spare one wakes up and sees it
}

} // namespace core
