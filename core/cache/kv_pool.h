// Keys and values of every layer, in pages of kPageTokens positions that sequences share.
//
// A page belongs to nobody: it is counted by references (a sequence that uses it, the prefix cache
// that remembers it) and returns to the pool with the last one. Memory is reserved at once and
// touched page by page, so an unused pool costs nothing. Used by the engine's thread alone; during
// a forward pass the workers write disjoint parts.
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

struct KvShape
{
    std::size_t layerCount = 0;
    std::size_t kvHeadCount = 0;
    std::size_t headDim = 0;
    DType dtype = DType::F16; // F32, F16 or Q8_0

    std::size_t pageBytes() const; // keys and values of all layers
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

    // A page with one reference; its content is undefined. Empty where all pages are in use, or
    // the budget is.
    std::optional<PageId> allocate();
    void retain(PageId page) { ++m_references[page]; }
    void release(PageId page);
    std::uint32_t references(PageId page) const { return m_references[page]; }

    // All that a page holds: [shape().pageBytes()].
    std::span<std::byte> bytes(PageId page) const
    {
        return {keys(page, 0, 0), m_shape.pageBytes()};
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
    // Pages of [layerCount, kvHeadCount, {keys, values}], each as KvHead has it; of Q8_0 see
    // kv_q8.h.
    std::span<std::byte> m_memory;
    std::vector<std::uint32_t> m_references; // [pageCount()]
    std::vector<PageId> m_free;              // a stack: the page used last is used again first
    std::shared_ptr<CacheBudget> m_budget;
};

} // namespace core
