#include "core/io/map_guard.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <mutex>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

namespace core {

namespace {

// The handler reads these without a lock, so every field is a lock-free atomic. A slot is in use
// while end != 0.
struct Range
{
    std::atomic<std::uintptr_t> begin{0};
    std::atomic<std::uintptr_t> end{0};
    std::atomic<bool> damaged{false};
};
static_assert(std::atomic<std::uintptr_t>::is_always_lock_free);
static_assert(std::atomic<bool>::is_always_lock_free);

std::array<Range, MapGuard::kMostRanges> g_ranges;
std::mutex g_slotsMutex; // taking and giving back slots; never taken in the handler
std::uintptr_t g_pageSize = 0;
struct sigaction g_previous = {};

// Everything here is async-signal-safe: atomics, and mmap, which is one system call.
bool replaceByZeros(std::uintptr_t address)
{
    for (Range& range : g_ranges) {
        const std::uintptr_t end = range.end.load(std::memory_order_acquire);
        if (address >= end || address < range.begin.load(std::memory_order_relaxed))
            continue;
        // A truncated file lacks everything behind this page too: one mapping and one signal
        // instead of thousands.
        const std::uintptr_t page = address - address % g_pageSize;
        void* const zeros = mmap(reinterpret_cast<void*>(page),
                                 end - page,
                                 PROT_READ,
                                 MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS,
                                 -1,
                                 0);
        if (zeros == MAP_FAILED)
            return false;
        range.damaged.store(true, std::memory_order_release);
        return true;
    }
    return false;
}

void onBusError(int signal, siginfo_t* info, void* context)
{
    const int savedErrno = errno;
    // si_code > 0: the kernel saw a fault; a signal that a process sent carries no address.
    const bool handled =
        info->si_code > 0 && replaceByZeros(reinterpret_cast<std::uintptr_t>(info->si_addr));
    errno = savedErrno;
    if (handled)
        return;
    if ((g_previous.sa_flags & SA_SIGINFO) != 0) {
        g_previous.sa_sigaction(signal, info, context);
    } else if (g_previous.sa_handler != SIG_DFL && g_previous.sa_handler != SIG_IGN) {
        g_previous.sa_handler(signal);
    } else {
        // Back to the default; returning repeats the fault, which now ends the process as it would
        // have.
        struct sigaction byDefault = {};
        byDefault.sa_handler = SIG_DFL;
        sigaction(signal, &byDefault, nullptr);
    }
}

void installHandler()
{
    static std::once_flag once;
    std::call_once(once, [] {
        g_pageSize = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
        struct sigaction action = {};
        action.sa_sigaction = onBusError;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        sigemptyset(&action.sa_mask);
        sigaction(SIGBUS, &action, &g_previous);
    });
}

} // namespace

Result<MapGuard> MapGuard::watch(std::span<const std::byte> range)
{
    if (range.empty())
        return MapGuard();
    installHandler();
    const auto begin = reinterpret_cast<std::uintptr_t>(range.data());
    const std::uintptr_t pages = (range.size() + g_pageSize - 1) / g_pageSize;
    const std::lock_guard lock(g_slotsMutex);
    for (std::size_t i = 0; i < g_ranges.size(); ++i) {
        Range& slot = g_ranges[i];
        if (slot.end.load(std::memory_order_relaxed) != 0)
            continue;
        slot.damaged.store(false, std::memory_order_relaxed);
        slot.begin.store(begin, std::memory_order_relaxed);
        slot.end.store(begin + pages * g_pageSize, std::memory_order_release);
        return MapGuard(static_cast<int>(i));
    }
    return fail(ErrorCode::Limit,
                "cannot map another model file: {} are mapped already; close other models first",
                g_ranges.size());
}

MapGuard::MapGuard(MapGuard&& other) noexcept
    : m_slot(std::exchange(other.m_slot, -1))
{
}

MapGuard& MapGuard::operator=(MapGuard&& other) noexcept
{
    if (this != &other) {
        release();
        m_slot = std::exchange(other.m_slot, -1);
    }
    return *this;
}

MapGuard::~MapGuard()
{
    release();
}

void MapGuard::release()
{
    if (m_slot < 0)
        return;
    const std::lock_guard lock(g_slotsMutex);
    g_ranges[static_cast<std::size_t>(m_slot)].end.store(0, std::memory_order_release);
    m_slot = -1;
}

bool MapGuard::damaged() const
{
    return m_slot >= 0 &&
           g_ranges[static_cast<std::size_t>(m_slot)].damaged.load(std::memory_order_acquire);
}

} // namespace core
