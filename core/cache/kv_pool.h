// Keys and values of every layer, in pages of kPageTokens positions that sequences share.
//
// A page belongs to nobody: it is counted by references (a sequence that uses it, the prefix cache
// that remembers it) and returns to the pool with the last one. Memory is reserved at once and
// touched page by page, so an unused pool costs nothing. Used by the engine's thread alone; during
// a forward pass the workers write disjoint parts.
//
// Layers with a sliding window see only the latest positions. What a page holds of them is its
// windowed part, which can be dropped while the rest stays.
#pragma once

#include "core/base/result.h"
#include "core/cache/cache_budget.h"
#include "core/tensor/dtype.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace core {

using PageId = std::uint32_t;

std::size_t pagesFor(std::size_t tokens); // the last of them perhaps not full

struct KvShape
{
    std::size_t layerCount = 0;
    std::size_t kvHeadCount = 0;
    std::size_t headDim = 0;
    DType dtype = DType::F16; // F32, F16 or Q8_0
    // Latest positions that a layer sees, the own one included; 0: all. Empty: all, in all layers.
    std::vector<std::size_t> windows = {}; // [layerCount]

    std::size_t layerBytes() const;    // keys and values of one layer of a page
    std::size_t pageBytes() const;     // of all layers
    std::size_t windowedBytes() const; // of the layers with a window
    std::size_t globalBytes() const;   // of the layers that see all
    // Of several pages, some of which have their windowed part.
    std::size_t bytesOf(std::size_t pages, std::size_t windowed) const;
    // The first page whose windowed part a position sees, and how many of them one that begins a
    // page sees at most.
    std::size_t firstWindowedPage(std::size_t position) const;
    std::size_t mostWindowedPages() const;
    // While a sequence is computed, at most so many tokens at a time: pages whose windowed parts it
    // holds at a time, all bytes that it takes, and the most tokens for which `bytes` are enough.
    std::size_t windowedPagesHeld(std::size_t stepTokens) const;
    std::size_t bytesFor(std::size_t tokens, std::size_t stepTokens) const;
    std::size_t tokensIn(std::size_t bytes, std::size_t stepTokens) const;
};

// Keys and values of one head in one page, as attention reads them.
struct KvHead
{
    DType dtype = DType::F16;     // F32 or F16
    const void* keys = nullptr;   // [headDim, kPageTokens]: positions side by side
    const void* values = nullptr; // [kPageTokens, headDim]
};

class KvPool
{
public:
    // pages: what there are addresses for. budget: what memory there is, shared with other pools;
    // null: for all pages. Fails with OutOfMemory, saying how many bytes were wanted.
    static Result<KvPool>
    create(const KvShape& shape, std::size_t pages, std::shared_ptr<CacheBudget> budget = nullptr);

    KvPool(KvPool&& other) noexcept;
    KvPool& operator=(KvPool&&) = delete;
    ~KvPool();

    // A page with one reference; its content is undefined. Empty where all pages are in use;
    // to keep to the budget is up to the caller.
    std::optional<PageId> allocate();
    void retain(PageId page) { ++m_references[page]; }
    void release(PageId page);
    std::uint32_t references(PageId page) const { return m_references[page]; }

    // Gives up what the page holds of layers with a window. The caller makes sure that nobody is to
    // read it: requests retain the windowed parts that they see.
    void dropWindowed(PageId page);
    bool isWhole(PageId page) const { return m_isWhole[page]; }
    std::size_t bytesHeld(PageId page) const; // without what was dropped
    void retainWindowed(PageId page) { ++m_windowedReferences[page]; }
    void releaseWindowed(PageId page) { --m_windowedReferences[page]; }
    bool isWindowedInUse(PageId page) const { return m_windowedReferences[page] > 0; }

    // All that a page holds: [shape().pageBytes()].
    std::span<std::byte> bytes(PageId page) const
    {
        return m_memory.subspan(page * m_shape.pageBytes(), m_shape.pageBytes());
    }

    // What was stored of one head. What is Q8_0 is widened into wide, [wideSize()], which must
    // live as long as the result is used.
    KvHead head(PageId page, std::size_t layer, std::size_t kvHead, float* wide) const;
    std::size_t wideSize() const; // in floats: a head's keys and values

    // Writes one position of one head, without a look at the others. k, v: [headDim]; k is already
    // rotated by RoPE.
    void store(PageId page,
               std::size_t slot,
               std::size_t layer,
               std::size_t kvHead,
               const float* k,
               const float* v) const;

    const KvShape& shape() const { return m_shape; }
    std::size_t pageCount() const { return m_references.size(); }
    std::size_t freePages() const { return m_free.size(); }
    CacheBudget& budget() const { return *m_budget; }

private:
    KvPool(const KvShape& shape,
           std::span<std::byte> memory,
           std::size_t pages,
           std::shared_ptr<CacheBudget> budget);

    std::byte* keys(PageId page, std::size_t layer, std::size_t kvHead) const;
    std::byte* values(PageId page, std::size_t layer, std::size_t kvHead) const;

    KvShape m_shape;
    // Pages of [layerCount, kvHeadCount, {keys, values}], layers with a window last, each as KvHead
    // has it; of Q8_0 see kv_q8.h.
    std::span<std::byte> m_memory;
    std::vector<std::size_t> m_places;               // [layerCount], of the layers in a page
    std::vector<std::uint32_t> m_references;         // [pageCount()]
    std::vector<std::uint32_t> m_windowedReferences; // [pageCount()]
    std::vector<bool> m_isWhole;                     // [pageCount()]: nothing was dropped
    std::vector<PageId> m_free; // a stack: the page used last is used again first
    std::shared_ptr<CacheBudget> m_budget;
};

} // namespace core
