#include "core/cache/prefix_cache.h"

#include "core/kernels/kernel_table.h"

#include <limits>

namespace core {

PrefixCache::PrefixCache(KvPool& pool)
    : m_pool(pool)
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
    Node* node = &m_root;
    for (; ids.size() >= kPageTokens; ids = ids.subspan(kPageTokens)) {
        const auto found = node->children.find({ids.begin(), ids.begin() + kPageTokens});
        if (found == node->children.end())
            break;
        node = found->second.get();
        node->lastUse = m_pool.budget().nextUse();
        m_pool.retain(node->page);
        pages.push_back(node->page);
    }
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

// Parents come before their children, since a page is of use only behind those before it.
bool PrefixCache::findUnsaved(Node& node, Unsaved& found)
{
    for (auto& [ids, child] : node.children) {
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

} // namespace core
