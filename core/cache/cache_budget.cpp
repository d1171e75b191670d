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
        most += (*cache)->evictableBytes();
    if (wanted > most)
        return false;
    m_reserved += bytes;
    return true;
}

// Evicting a page can free windowed parts of those before it, so they are asked for anew each time.
void CacheBudget::makeRoom(std::size_t bytes)
{
    using Part = EvictableCache::Part;
    while (m_used + bytes > m_bytes && (evictOldest(Part::Windowed) || evictOldest(Part::Whole))) {
    }
}

// In the cache whose candidate was used longest ago.
bool CacheBudget::evictOldest(EvictableCache::Part part)
{
    const auto oldest = std::ranges::min_element(
        m_caches, {}, [part](const EvictableCache* cache) { return cache->oldestUse(part); });
    return oldest != m_caches.end() && (*oldest)->evictOldest(part);
}

} // namespace core
