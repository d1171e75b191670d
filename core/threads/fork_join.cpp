#include "core/threads/fork_join.h"

#include "core/base/check.h"

#include <thread>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace core {

namespace {

using Clock = std::chrono::steady_clock;

// Longer than the gap between two loops of a forward pass and mostly than that between two steps,
// far shorter than a time slice. Who sleeps beside a busy process may get its processor back only
// with the system's next tick.
constexpr std::chrono::microseconds kSpinTime{200};

constexpr std::uint64_t kTickets = 128; // of one round: more than kMostRepeatable

void pauseBriefly()
{
#if defined(__x86_64__)
    _mm_pause();
#endif
}

// Spins until the word has changed from `state`, after a while asleep; the new state.
std::uint32_t waitForChange(const std::atomic<std::uint32_t>& word, std::uint32_t state)
{
    std::uint32_t now = state;
    const auto deadline = Clock::now() + kSpinTime;
    while ((now = word.load(std::memory_order_acquire)) == state && Clock::now() < deadline)
        pauseBriefly();
    if (now == state)
        word.wait(state, std::memory_order_acquire);
    return word.load(std::memory_order_acquire);
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
    m_repeatable = {};
    open();
    drawPieces(0);
    close();
}

void ForkJoin::open()
{
    m_callerProcessor.store(currentProcessor(), std::memory_order_relaxed);
    const std::uint32_t closed = m_state.load(std::memory_order_relaxed);
    m_state.store(((closed & ~(kOpen | kInsideMask)) + kGeneration) | kOpen,
                  std::memory_order_release);
    m_state.notify_all();
}

// Waits for the helpers inside.
void ForkJoin::close()
{
    std::uint32_t state = m_state.fetch_and(~kOpen, std::memory_order_acq_rel) & ~kOpen;
    while ((state & kInsideMask) != 0)
        state = waitForChange(m_state, state);
}

void ForkJoin::leave()
{
    const std::uint32_t left = m_state.fetch_sub(1, std::memory_order_acq_rel) - 1;
    if ((left & kOpen) == 0 && (left & kInsideMask) == 0)
        m_state.notify_all(); // the caller may be asleep, waiting for the last one out
}

void ForkJoin::Repeatable::compute(std::size_t piece, int worker) const
{
    loop->compute(piece * grain, std::min((piece + 1) * grain, count), worker);
}

void ForkJoin::Repeatable::deliver(std::size_t piece, int worker) const
{
    loop->deliver(piece * grain, std::min((piece + 1) * grain, count), worker);
}

void ForkJoin::runRepeatable(std::size_t count, std::size_t grain, RepeatableLoop& loop)
{
    const std::size_t least = (count + kMostRepeatable - 1) / kMostRepeatable;
    m_repeatable = {&loop, count, std::max(grain, least), ++m_rounds};
    const Repeatable here = m_repeatable;
    m_ticket.store(here.round * kTickets, std::memory_order_relaxed);
    const bool isShared = active() > 1 && here.pieces() > 1;
    if (isShared)
        open();
    loop.enter(0);
    const Duration longest = drawRepeatable(here, 0);
    if (!isShared)
        return;
    backUp(here, longest * 2);
    close();
}

ForkJoin::Duration ForkJoin::drawRepeatable(const Repeatable& here, int worker)
{
    Duration longest{0};
    std::uint64_t ticket = m_ticket.load(std::memory_order_relaxed);
    while (ticket / kTickets == here.round && ticket % kTickets < here.pieces()) {
        if (!m_ticket.compare_exchange_weak(ticket, ticket + 1, std::memory_order_relaxed))
            continue;
        const auto begin = Clock::now();
        here.compute(ticket % kTickets, worker);
        deliverOnce(here, ticket % kTickets, worker);
        longest = std::max(longest, Clock::now() - begin);
        ticket = m_ticket.load(std::memory_order_relaxed);
    }
    return longest;
}

void ForkJoin::deliverOnce(const Repeatable& here, std::size_t piece, int worker)
{
    std::atomic<std::uint64_t>& delivered = m_delivered[piece];
    std::uint64_t state = delivered.load(std::memory_order_relaxed);
    if (state / 2 >= here.round ||
        !delivered.compare_exchange_strong(state, here.round * 2, std::memory_order_acquire))
        return; // somebody else did
    here.deliver(piece, worker);
    delivered.store(here.round * 2 + 1, std::memory_order_release);
}

bool ForkJoin::isDelivered(const Repeatable& here, std::size_t piece) const
{
    return m_delivered[piece].load(std::memory_order_acquire) > here.round * 2;
}

// Returns when all pieces are delivered. By the caller of the loop, behind its last own piece.
void ForkJoin::backUp(const Repeatable& here, Duration patience)
{
    const auto deadline = Clock::now() + patience;
    for (std::size_t piece = 0; piece < here.pieces(); ++piece) {
        while (!isDelivered(here, piece) && Clock::now() < deadline)
            pauseBriefly();
        if (isDelivered(here, piece))
            continue;
        here.compute(piece, 0);
        deliverOnce(here, piece, 0);
        while (!isDelivered(here, piece)) // a helper is at it, and may be off its processor
            std::this_thread::yield();
    }
}

void ForkJoin::settle()
{
    for (int behind = m_behind.load(std::memory_order_acquire); behind != 0;
         behind = m_behind.load(std::memory_order_acquire))
        m_behind.wait(behind, std::memory_order_acquire);
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
    KeptApart apart;
    std::uint32_t served = 0; // generation of the last loop this thread took part in
    for (;;) {
        sleepWhileSpare(worker);
        std::uint32_t state = m_state.load(std::memory_order_acquire);
        while ((state & kStop) == 0 && ((state & kOpen) == 0 || state / kGeneration == served))
            state = waitForChange(m_state, state);
        if ((state & kStop) != 0)
            return;
        if (worker >= active())
            continue; // made spare while it waited
        if (!m_state.compare_exchange_strong(state, state + 1, std::memory_order_acq_rel))
            continue; // closed meanwhile, or another helper entered: look again
        served = state / kGeneration;
        apart.keepOff(m_callerProcessor.load(std::memory_order_relaxed));
        const Repeatable here = m_repeatable;
        if (here.loop == nullptr) {
            drawPieces(worker);
            leave();
            continue;
        }
        m_behind.fetch_add(1, std::memory_order_relaxed);
        here.loop->enter(worker);
        leave();
        drawRepeatable(here, worker);
        if (m_behind.fetch_sub(1, std::memory_order_release) == 1)
            m_behind.notify_all();
    }
}

void ForkJoin::stop()
{
    m_state.fetch_or(kStop, std::memory_order_release);
    m_state.notify_all();
    setActive(m_workers); // who sleeps as a spare one wakes up and sees it
}

} // namespace core
