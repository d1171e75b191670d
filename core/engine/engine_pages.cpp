// The engine's dealings with pages of keys and values: who holds them, who knows them, what is on
// disk.
#include "core/base/check.h"
#include "core/engine/engine.h"
#include "core/kernels/kernel_table.h"

#include <algorithm>

namespace core {

// Takes the pages of the known prefix and sets aside what the request may need; false: not enough
// pages yet.
bool Engine::admit(Waiting& waiting)
{
    const std::size_t limit = mostTokens(waiting.request, waiting.ids.size(), m_contextTokens);
    // The last token is computed anew, for its logits.
    std::vector<PageId> known =
        m_prefixes.acquire(std::span(waiting.ids).first(waiting.ids.size() - 1));
    // Held before the others' memory is counted, since what is seen cannot be evicted.
    std::vector<PageId> seen = seenFrom(known.size() * kPageTokens, known);
    for (const PageId page : seen)
        m_pool.retainWindowed(page);
    const std::size_t wanted = pagesFor(limit) - known.size();
    const std::size_t windowed =
        std::min(wanted, m_pool.shape().windowedPagesHeld(m_options.prefillTokens));
    const std::size_t pages = m_reservedPages + wanted;
    const bool hasPages =
        m_pool.freePages() >= pages || m_pool.freePages() + m_prefixes.evictablePages() >= pages;
    if (!hasPages || !m_pool.budget().reserve(m_pool.shape().bytesOf(wanted, windowed))) {
        for (const PageId page : seen)
            m_pool.releaseWindowed(page);
        for (const PageId page : known)
            m_pool.release(page);
        return false;
    }
    auto running = std::make_unique<RunningRequest>(
        waiting.id, *m_model, std::move(waiting.request), std::move(waiting.ids));
    running->computed = known.size() * kPageTokens;
    running->remembered = known.size();
    running->knownVersion = m_prefixes.version();
    running->stats.promptTokens = static_cast<int>(running->promptTokens);
    running->stats.cachedTokens = static_cast<int>(running->computed);
    running->pages = std::move(known);
    running->windowed = std::move(seen);
    running->reserved = wanted;
    running->reservedWindowed = windowed;
    if (m_disk)
        running->diskKey = m_disk->root();
    m_reservedPages += wanted;
    m_running.push_back(std::move(running));
    return true;
}

// Takes over what others have computed of this prompt meanwhile.
void Engine::adoptKnownPages(RunningRequest& running)
{
    if (running.knownVersion == m_prefixes.version())
        return;
    running.knownVersion = m_prefixes.version();
    // The last token is computed anew, for its logits.
    const std::span<const TokenId> prompt(running.ids.data(), running.promptTokens - 1);
    const std::vector<PageId> known = m_prefixes.acquire(prompt);
    const bool hasMore = known.size() * kPageTokens > running.computed;
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (!hasMore || (i < running.pages.size() && running.pages[i] == known[i])) {
            m_pool.release(known[i]);
        } else if (i < running.pages.size()) {
            m_pool.release(running.pages[i]);
            running.pages[i] = known[i];
        } else {
            running.pages.push_back(known[i]);
            unreserve(running, 1);
        }
    }
    if (!hasMore)
        return;
    running.stats.cachedTokens += static_cast<int>(known.size() * kPageTokens - running.computed);
    running.computed = known.size() * kPageTokens;
    running.remembered = known.size();
    holdWindow(running);
}

// Reads what an earlier run of the program has computed of this prompt, `budget` bytes of it at
// most. Returns whether there may be more; then the prompt waits for the next step.
bool Engine::loadKnownPages(RunningRequest& running, std::size_t& budget)
{
    const std::size_t pageBytes = m_pool.shape().pageBytes();
    // The last token is computed anew, for its logits.
    const std::size_t pages = m_disk ? (running.promptTokens - 1) / kPageTokens : 0;
    const std::size_t before = running.computed;
    bool hasMore = false;
    while (running.soughtOnDisk < pages) {
        const std::size_t start = running.soughtOnDisk * kPageTokens;
        hasMore = running.computed == start && budget < pageBytes;
        if (hasMore)
            break;
        running.diskKey =
            PageStore::next(running.diskKey, {running.ids.data() + start, kPageTokens});
        ++running.soughtOnDisk;
        if (running.computed != start)
            continue; // is in memory
        budget -= std::min(budget, pageBytes);
        if (!m_disk->load(running.diskKey, m_pool.bytes(takePage(running)))) {
            running.soughtOnDisk = pages; // what comes behind a missing page is of no use
            break;
        }
        running.computed += kPageTokens;
        // As often as a prompt that is computed: windowed parts were set aside for no more.
        if (running.computed / kPageTokens - running.remembered >=
            m_options.prefillTokens / kPageTokens)
            rememberPages(running, PrefixCache::Keep::FromDisk);
    }
    running.stats.cachedTokens += static_cast<int>(running.computed - before);
    rememberPages(running, PrefixCache::Keep::FromDisk);
    return hasMore;
}

// The page behind those the request has; admit() has set it aside.
PageId Engine::takePage(RunningRequest& running)
{
    m_prefixes.evictUntilFree(1);
    m_pool.budget().makeRoom(m_pool.shape().pageBytes());
    const std::optional<PageId> page = m_pool.allocate();
    CORE_CHECK(page.has_value());
    running.pages.push_back(*page);
    unreserve(running, 1);
    return *page;
}

// Some of what admit() has set aside.
void Engine::unreserve(RunningRequest& running, std::size_t pages)
{
    const std::size_t windowed = std::min(pages, running.reservedWindowed);
    running.reserved -= pages;
    running.reservedWindowed -= windowed;
    m_reservedPages -= pages;
    m_pool.budget().unreserve(m_pool.shape().bytesOf(pages, windowed));
}

// Of a sequence's pages, those whose windowed parts are seen from a position on.
std::vector<PageId> Engine::seenFrom(std::size_t position, std::span<const PageId> pages) const
{
    if (m_pool.shape().windowedBytes() == 0)
        return {};
    const std::size_t first = std::min(m_pool.shape().firstWindowedPage(position), pages.size());
    return {pages.begin() + static_cast<std::ptrdiff_t>(first), pages.end()};
}

// Keeps what layers with a window see from here on, and lets go of what they do not see any more.
void Engine::holdWindow(RunningRequest& running)
{
    std::vector<PageId> seen = seenFrom(running.computed, running.pages);
    for (const PageId page : seen)
        m_pool.retainWindowed(page);
    for (const PageId page : running.windowed)
        m_pool.releaseWindowed(page);
    running.windowed = std::move(seen);
}

bool Engine::saveOnePage()
{
    if (!m_disk || m_disk->keepsNothing() || m_model->file->damaged())
        return false;
    const std::optional<PrefixCache::Unsaved> unsaved = m_prefixes.takeUnsaved();
    if (!unsaved)
        return false;
    PageStore::Key key = m_disk->root();
    for (std::span<const TokenId> ids = unsaved->ids; !ids.empty(); ids = ids.subspan(kPageTokens))
        key = PageStore::next(key, ids.first(kPageTokens));
    return m_disk->save(key, m_pool.bytes(unsaved->page));
}

void Engine::rememberPages(RunningRequest& running)
{
    rememberPages(running,
                  running.request.keepOnDisk ? PrefixCache::Keep::OnDisk
                                             : PrefixCache::Keep::InMemory);
}

// Tells the prefix cache of the pages that became full, so that others find them at once.
void Engine::rememberPages(RunningRequest& running, PrefixCache::Keep keep)
{
    const std::size_t full = running.computed / kPageTokens;
    if (full <= running.remembered)
        return;
    m_prefixes.insert(running.ids, {running.pages.data(), full}, keep);
    running.remembered = full;
    holdWindow(running);
}

void Engine::releasePages(RunningRequest& running)
{
    running.ended = true;
    for (const PageId page : running.windowed)
        m_pool.releaseWindowed(page);
    for (const PageId page : running.pages)
        m_pool.release(page);
    unreserve(running, running.reserved);
}

} // namespace core
