#include "core/cache/cache_budget.h"

#include <algorithm>

namespace core {

void CacheBudget::raiseTo(std::size_t bytes)
{
    m_bytes = std::max(m_bytes, bytes);
}

bool CacheBudget::reserve(std::size_t bytes)
{
    std::size_t forgettable = 0;
    for (const Forgetful* cache : m_caches)
        forgettable += cache->forgettableBytes();
    if (m_used + m_reserved + bytes > m_bytes + forgettable)
        return false;
    m_reserved += bytes;
    return true;
}

void CacheBudget::makeRoom(std::size_t bytes)
{
    const auto isShort = [&] { return m_used + bytes > m_bytes; };
    while (isShort() && forgetOldest(&Forgetful::oldestWindowed, &Forgetful::dropOldestWindowed)) {
    }
    while (isShort() && forgetOldest(&Forgetful::oldestUse, &Forgetful::evictOldest)) {
    }
}

// In the cache whose candidate was used longest ago.
bool CacheBudget::forgetOldest(std::uint64_t (Forgetful::*use)() const, bool (Forgetful::*forget)())
{
    const auto oldest = std::ranges::min_element(
        m_caches, {}, [use](const Forgetful* cache) { return (cache->*use)(); });
    return oldest != m_caches.end() && ((*oldest)->*forget)();
}

} // namespace core
