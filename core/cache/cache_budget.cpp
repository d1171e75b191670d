#include "core/cache/cache_budget.h"

#include <algorithm>

namespace core {

void CacheBudget::raiseTo(std::size_t bytes)
{
    m_bytes = std::max(m_bytes, bytes);
}

bool CacheBudget::reserve(std::size_t bytes)
{
    const std::size_t wanted = m_used + m_reserved + bytes;
    // Asked only where it matters, since caches have to look at all that they hold.
    std::size_t most = m_bytes;
    for (auto cache = m_caches.begin(); cache != m_caches.end() && wanted > most; ++cache)
        most += (*cache)->forgettableBytes();
    if (wanted > most)
        return false;
    m_reserved += bytes;
    return true;
}

// Evicting a page can free windowed parts of those before it, so they are asked for anew each time.
void CacheBudget::makeRoom(std::size_t bytes)
{
    using Part = Forgetful::Part;
    while (m_used + bytes > m_bytes &&
           (forgetOldest(Part::Windowed) || forgetOldest(Part::Whole))) {
    }
}

// In the cache whose candidate was used longest ago.
bool CacheBudget::forgetOldest(Forgetful::Part part)
{
    const auto oldest = std::ranges::min_element(
        m_caches, {}, [part](const Forgetful* cache) { return cache->oldestUse(part); });
    return oldest != m_caches.end() && (*oldest)->forgetOldest(part);
}

} // namespace core
