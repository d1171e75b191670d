// Remembers which token prefixes have their keys and values computed already: a tree whose edges
// are full pages.
//
// Every node holds one page and the kPageTokens ids it was computed from, after the ids of its
// ancestors. Requests that begin alike share the pages of their common prefix. When the pool or its
// budget runs dry, the pages that nobody else uses go, least recently used first, leaves before
// their parents; before those, where the budget runs dry, what layers with a window had of pages in
// the middle of sequences. Whoever goes on at the end does not see that, but a branch from there
// has to be computed anew. Used by the engine's thread alone.
#pragma once

#include "core/base/token.h"
#include "core/cache/cache_budget.h"
#include "core/cache/kv_pool.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace core {

class PrefixCache : public EvictableCache
{
public:
    enum class Keep
    {
        InMemory,
        OnDisk,
        FromDisk
    };

    // The pool must outlive the cache, which may evict pages for others of the pool's budget.
    explicit PrefixCache(KvPool& pool);
    PrefixCache(const PrefixCache&) = delete;
    PrefixCache& operator=(const PrefixCache&) = delete;
    ~PrefixCache() override;

    // Pages of the longest known prefix of ids, in order, each retained for the caller. Only full
    // pages are known, so page i holds positions i * kPageTokens onwards. The windowed parts that
    // are seen from behind the prefix are there.
    std::vector<PageId> acquire(std::span<const TokenId> ids);

    // Remembers the full pages of a sequence: pages[i] was computed from ids up to position (i + 1)
    // * kPageTokens. Where a prefix is known already, the sequence's own page is released and
    // replaced by the known one, which holds the same.
    void insert(std::span<const TokenId> ids, std::span<PageId> pages, Keep keep = Keep::InMemory);

    // A page that is to be on disk and is not yet; it counts as being there from now on.
    struct Unsaved
    {
        std::vector<TokenId> ids; // from the beginning to the page's end
        PageId page = 0;          // valid until the cache changes
    };
    std::optional<Unsaved> takeUnsaved();

    // Evicts pages that only the cache holds until `pages` of them are free in the pool, or none
    // is left to evict.
    void evictUntilFree(std::size_t pages);

    // Pages that only the cache holds: what eviction could free at most.
    std::size_t evictablePages() const;

    std::uint64_t oldestUse(Part part) const override;
    bool evictOldest(Part part) override;
    std::size_t evictableBytes() const override;

    // Changes whenever the cache comes to know more.
    std::uint64_t version() const { return m_version; }

private:
    struct Node;
    using Children = std::map<std::vector<TokenId>, std::unique_ptr<Node>>;
    struct Node
    {
        Node* parent = nullptr;
        Children::iterator self; // in the parent's children; invalid for the root
        PageId page = 0;
        std::uint64_t lastUse = 0;
        std::size_t toLeaf = 0; // pages to the nearest leaf below; no more than m_windowedPages
        bool isUnsaved = false; // to be saved, and not saved yet
        bool isSaved = false;
        Children children;
    };

    using Candidates = std::map<std::uint64_t, Node*>; // by last use

    struct Sum // what only the cache holds
    {
        std::size_t pages = 0;
        std::size_t bytes = 0;
    };
    void addEvictable(const Node& node, Sum& sum) const;

    Node* oldest(Part part) const;
    void use(Node& node);
    void addCandidate(Node& node);
    void removeCandidate(Node& node);
    void updateAbove(Node* node);
    void releaseAll(Node& node);
    bool findUnsaved(Node& node, Unsaved& found);

    KvPool& m_pool;
    const bool m_hasWindows;
    const std::size_t m_windowedPages; // before the end of a page, that are seen from behind it
    Node m_root;                       // is no page
    Candidates m_leaves;
    Candidates m_middle;         // whole, and seen by nobody who goes on at the end of a sequence
    std::uint64_t m_version = 1; // counts additions
    std::size_t m_unsaved = 0;
};

} // namespace core
