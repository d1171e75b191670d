#include "core/cache/cache_budget.h"

#include "core/cache/prefix_cache.h"

#include <algorithm>
#include <limits>

namespace core {

void CacheBudget::raiseTo(std::size_t bytes)
{
    m_bytes = std::max(m_bytes, bytes);
}

bool CacheBudget::reserve(std::size_t bytes)
{
    std::size_t forgettable = 0;
    for (const PrefixCache* cache : m_caches)
        forgettable += cache->evictablePages() * cache->pageBytes();
    if (m_used + m_reserved + bytes > m_bytes + forgettable)
        return false;
    m_reserved += bytes;
    return true;
}

bool CacheBudget::take(std::size_t bytes)
{
    if (m_used + bytes > m_bytes)
        return false;
    m_used += bytes;
    return true;
}

void CacheBudget::makeRoom(std::size_t bytes)
{
    while (m_used + bytes > m_bytes) {
        PrefixCache* oldest = nullptr;
        std::uint64_t oldestUse = std::numeric_limits<std::uint64_t>::max();
        for (PrefixCache* cache : m_caches) {
            const std::uint64_t use = cache->oldestUse();
            if (use < oldestUse) {
                oldest = cache;
                oldestUse = use;
            }
        }
        if (oldest == nullptr)
            return;
        oldest->evictOldest();
    }
}

} // namespace core
