#include "core/cache/prefix_cache.h"

#include "core/kernels/kernel_table.h"

#include <algorithm>
#include <limits>
#include <utility>

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
        use(*node);
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
            updateAbove(node);
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
        use(*node);
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

void PrefixCache::use(Node& node)
{
    removeCandidate(node);
    node.lastUse = m_pool.budget().nextUse();
    addCandidate(node);
}

// Where it belongs among the candidates. Leaves go before their parents, which may be as old but
// are of use to others.
void PrefixCache::addCandidate(Node& node)
{
    if (node.children.empty())
        m_leaves.emplace(node.lastUse, &node);
    if (m_hasWindows && node.toLeaf >= m_windowedPages && m_pool.isWhole(node.page))
        m_middle.emplace(node.lastUse, &node);
}

void PrefixCache::removeCandidate(Node& node)
{
    m_leaves.erase(node.lastUse);
    m_middle.erase(node.lastUse);
}

// After a child of the node came or went.
void PrefixCache::updateAbove(Node* node)
{
    for (; node != &m_root; node = node->parent) {
        std::size_t toLeaf = node->children.empty() ? 0 : m_windowedPages;
        for (const auto& [ids, child] : node->children)
            toLeaf = std::min(toLeaf, child->toLeaf + 1);
        removeCandidate(*node);
        const bool isSame = std::exchange(node->toLeaf, toLeaf) == toLeaf;
        addCandidate(*node);
        if (isSame)
            return;
    }
}

PrefixCache::Node* PrefixCache::oldest(Part part) const
{
    const auto canGo = [&](const auto& candidate) {
        const PageId page = candidate.second->page;
        return part == Part::Whole ? m_pool.references(page) == 1
                                   : m_pool.isWhole(page) && !m_pool.isWindowedInUse(page);
    };
    const Candidates& candidates = part == Part::Whole ? m_leaves : m_middle;
    const auto found = std::ranges::find_if(candidates, canGo);
    return found != candidates.end() ? found->second : nullptr;
}

std::uint64_t PrefixCache::oldestUse(Part part) const
{
    const Node* node = oldest(part);
    return node != nullptr ? node->lastUse : std::numeric_limits<std::uint64_t>::max();
}

bool PrefixCache::evictOldest(Part part)
{
    Node* const node = oldest(part);
    if (node == nullptr)
        return false;
    removeCandidate(*node);
    if (part == Part::Windowed) {
        m_pool.dropWindowed(node->page);
        addCandidate(*node);
        return true;
    }
    Node* const parent = node->parent;
    m_pool.release(node->page);
    m_unsaved -= node->isUnsaved ? 1 : 0;
    parent->children.erase(node->self);
    updateAbove(parent);
    return true;
}

void PrefixCache::evictUntilFree(std::size_t pages)
{
    while (m_pool.freePages() < pages && evictOldest(Part::Whole)) {
    }
}

void PrefixCache::addEvictable(const Node& node, Sum& sum) const
{
    for (const auto& [ids, child] : node.children) {
        addEvictable(*child, sum);
        if (m_pool.references(child->page) > 1)
            continue;
        ++sum.pages;
        sum.bytes += m_pool.bytesHeld(child->page);
    }
}

std::size_t PrefixCache::evictablePages() const
{
    Sum sum;
    addEvictable(m_root, sum);
    return sum.pages;
}

std::size_t PrefixCache::evictableBytes() const
{
    Sum sum;
    addEvictable(m_root, sum);
    for (const auto& [use, node] : m_middle)
        if (m_pool.references(node->page) > 1 && m_pool.isWhole(node->page) &&
            !m_pool.isWindowedInUse(node->page))
            sum.bytes += m_pool.shape().windowedBytes();
    return sum.bytes;
}

} // namespace core
