#include "core/cache/prefix_cache.h"

#include "core/kernels/kernel_table.h"

#include <algorithm>
#include <limits>

namespace core {

PrefixCache::PrefixCache(KvPool& pool)
    : m_pool(pool)
    , m_hasWindows(pool.shape().windowedBytes() > 0)
    , m_windowedPages(pool.shape().mostWindowedPages())
{
    m_pool.budget().add(*this);
}

PrefixCache::~PrefixCache()
{
    m_pool.budget().remove(*this);
    releaseAll(m_root);
}

void PrefixCache::releaseAll(Node& node)
{
    for (auto& [ids, child] : node.children) {
        releaseAll(*child);
        m_pool.release(child->page);
    }
}

std::vector<PageId> PrefixCache::acquire(std::span<const TokenId> ids)
{
    std::vector<PageId> pages;
    std::size_t known = 0; // pages behind which all that is seen is there
    std::size_t whole = 0; // without a gap, up to the last of `pages`
    Node* node = &m_root;
    for (; ids.size() >= kPageTokens; ids = ids.subspan(kPageTokens)) {
        const auto found = node->children.find({ids.begin(), ids.begin() + kPageTokens});
        if (found == node->children.end())
            break;
        node = found->second.get();
        node->lastUse = m_pool.budget().nextUse();
        pages.push_back(node->page);
        whole = m_pool.isWhole(node->page) ? whole + 1 : 0;
        const std::size_t depth = pages.size();
        if (depth - m_pool.shape().firstWindowedPage(depth * kPageTokens) <= whole)
            known = depth;
    }
    pages.resize(known);
    for (const PageId page : pages)
        m_pool.retain(page);
    return pages;
}

void PrefixCache::insert(std::span<const TokenId> ids, std::span<PageId> pages, Keep keep)
{
    Node* node = &m_root;
    for (PageId& page : pages) {
        if (ids.size() < kPageTokens)
            break;
        const auto [entry, isNew] = node->children.try_emplace(
            std::vector<TokenId>(ids.begin(), ids.begin() + kPageTokens));
        if (isNew) {
            entry->second = std::make_unique<Node>();
            entry->second->parent = node;
            entry->second->self = entry;
            entry->second->page = page;
            m_pool.retain(page);
            ++m_version;
        } else if (m_pool.isWhole(page) && !m_pool.isWhole(entry->second->page)) {
            m_pool.retain(page);
            m_pool.release(entry->second->page);
            entry->second->page = page;
            ++m_version;
        } else if (entry->second->page != page) {
            m_pool.retain(entry->second->page);
            m_pool.release(page);
            page = entry->second->page;
        }
        node = entry->second.get();
        node->lastUse = m_pool.budget().nextUse();
        node->isSaved = node->isSaved || keep == Keep::FromDisk;
        if (keep == Keep::OnDisk && !node->isSaved && !node->isUnsaved) {
            node->isUnsaved = true;
            ++m_unsaved;
        }
        ids = ids.subspan(kPageTokens);
    }
}

std::optional<PrefixCache::Unsaved> PrefixCache::takeUnsaved()
{
    Unsaved found;
    if (m_unsaved == 0 || !findUnsaved(m_root, found))
        return std::nullopt;
    return found;
}

// Parents come before their children, since a page is of use only behind those before it. One whose
// windowed part is gone, and what is behind it, waits until that is computed anew.
bool PrefixCache::findUnsaved(Node& node, Unsaved& found)
{
    for (auto& [ids, child] : node.children) {
        if (child->isUnsaved && !m_pool.isWhole(child->page))
            continue;
        found.ids.insert(found.ids.end(), ids.begin(), ids.end());
        if (child->isUnsaved) {
            child->isUnsaved = false;
            child->isSaved = true;
            --m_unsaved;
            found.page = child->page;
            return true;
        }
        if (findUnsaved(*child, found))
            return true;
        found.ids.resize(found.ids.size() - ids.size());
    }
    return false;
}

// Leaves before their parents, which may be as old but are of use to others.
void PrefixCache::findOldestLeaf(const Node& node, const Node*& oldest) const
{
    for (const auto& [ids, child] : node.children) {
        if (!child->children.empty())
            findOldestLeaf(*child, oldest);
        else if (m_pool.references(child->page) == 1 &&
                 (oldest == nullptr || child->lastUse < oldest->lastUse))
            oldest = child.get();
    }
}

const PrefixCache::Node* PrefixCache::oldestLeaf() const
{
    const Node* oldest = nullptr;
    findOldestLeaf(m_root, oldest);
    return oldest;
}

std::uint64_t PrefixCache::oldestUse() const
{
    const Node* oldest = oldestLeaf();
    return oldest != nullptr ? oldest->lastUse : std::numeric_limits<std::uint64_t>::max();
}

bool PrefixCache::evictOldest()
{
    const Node* oldest = oldestLeaf();
    if (oldest == nullptr)
        return false;
    m_pool.release(oldest->page);
    m_unsaved -= oldest->isUnsaved ? 1 : 0;
    oldest->parent->children.erase(oldest->self);
    return true;
}

void PrefixCache::evictUntilFree(std::size_t pages)
{
    while (m_pool.freePages() < pages && evictOldest()) {
    }
}

std::size_t PrefixCache::countEvictable(const Node& node) const
{
    std::size_t count = 0;
    for (const auto& [ids, child] : node.children)
        count += countEvictable(*child) + (m_pool.references(child->page) == 1 ? 1 : 0);
    return count;
}

std::size_t PrefixCache::evictablePages() const
{
    return countEvictable(m_root);
}

// The root is no page, so nothing is counted of it.
PrefixCache::Census PrefixCache::census(const Node& node) const
{
    Census result;
    result.height = node.children.empty() ? 0 : std::numeric_limits<std::size_t>::max();
    for (const auto& [ids, child] : node.children) {
        const Census below = census(*child);
        result.height = std::min(result.height, below.height + 1);
        result.forgettable += below.forgettable;
        const Node* windowed = below.oldestWindowed;
        const bool isInTheMiddle = below.height >= m_windowedPages;
        const bool canDrop = m_hasWindows && isInTheMiddle && m_pool.isWhole(child->page) &&
                             !m_pool.isWindowedInUse(child->page);
        if (canDrop && (windowed == nullptr || child->lastUse < windowed->lastUse))
            windowed = child.get();
        if (windowed != nullptr && (result.oldestWindowed == nullptr ||
                                    windowed->lastUse < result.oldestWindowed->lastUse))
            result.oldestWindowed = windowed;
        if (m_pool.references(child->page) == 1)
            result.forgettable += m_pool.bytesHeld(child->page);
        else if (canDrop)
            result.forgettable += m_pool.shape().windowedBytes();
    }
    return result;
}

std::size_t PrefixCache::forgettableBytes() const
{
    return census(m_root).forgettable;
}

std::uint64_t PrefixCache::oldestWindowed() const
{
    const Node* oldest = m_hasWindows ? census(m_root).oldestWindowed : nullptr;
    return oldest != nullptr ? oldest->lastUse : std::numeric_limits<std::uint64_t>::max();
}

bool PrefixCache::dropOldestWindowed()
{
    const Node* oldest = m_hasWindows ? census(m_root).oldestWindowed : nullptr;
    if (oldest == nullptr)
        return false;
    m_pool.dropWindowed(oldest->page);
    return true;
}

} // namespace core
