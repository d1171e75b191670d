// The memory for keys and values, shared by the pools of all models that are loaded.
//
// Counts the bytes of pages in use, and of pages that running requests may still take. Where it
// runs out, first what layers with a sliding window had in the middle of conversations goes, then
// pages that nothing but a prefix cache holds; least recently used first, whichever model they are
// of. Used by one thread, which drives all engines that share the budget.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace core {

// What can evict pages for another's sake: a prefix cache. In the order of uses, as
// CacheBudget::nextUse() counts them; the largest number where there is nothing to evict.
class EvictableCache
{
public:
    enum class Part
    {
        Windowed, // what layers with a window had of a page
        Whole     // the page
    };

    virtual ~EvictableCache() = default;

    virtual std::uint64_t oldestUse(Part part) const = 0;
    virtual bool evictOldest(Part part) = 0; // false: nothing is left to evict

    virtual std::size_t evictableBytes() const = 0; // of both
};

class CacheBudget
{
public:
    explicit CacheBudget(std::size_t bytes)
        : m_bytes(bytes)
    {
    }

    // For a model of which a single request may need more.
    void raiseTo(std::size_t bytes);

    // For what is to be taken later; false where that much cannot be had, whatever is evicted.
    bool reserve(std::size_t bytes);
    void unreserve(std::size_t bytes) { m_reserved -= bytes; }

    void take(std::size_t bytes) { m_used += bytes; } // makeRoom() comes before
    void giveBack(std::size_t bytes) { m_used -= bytes; }

    // Evicts until `bytes` can be taken, or nothing is left to evict.
    void makeRoom(std::size_t bytes);

    // Caches whose pages may be evicted for each other's sake.
    void add(EvictableCache& cache) { m_caches.push_back(&cache); }
    void remove(EvictableCache& cache) { std::erase(m_caches, &cache); }
    bool isShared() const { return m_caches.size() > 1; }
    std::uint64_t nextUse() { return ++m_clock; } // in the order of uses, of all caches

    std::size_t bytes() const { return m_bytes; }
    std::size_t used() const { return m_used; }

private:
    bool evictOldest(EvictableCache::Part part);

    std::size_t m_bytes;
    std::size_t m_used = 0;     // by pages
    std::size_t m_reserved = 0; // beyond those
    std::vector<EvictableCache*> m_caches;
    std::uint64_t m_clock = 0; // counts uses
};

} // namespace core
