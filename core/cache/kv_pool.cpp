#include "core/cache/kv_pool.h"

#include "core/base/check.h"
#include "core/cache/kv_q8.h"
#include "core/kernels/kernel_table.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <numeric>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace core {

namespace {

std::size_t headBytes(const KvShape& shape)
{
    if (shape.dtype == DType::Q8_0)
        return kv_q8::headBytes(shape.headDim);
    return byteSize(shape.dtype, kPageTokens * shape.headDim);
}

// To the system, as far as it is whole pages of the system's.
void returnMemory(std::span<std::byte> memory)
{
    const auto systemPage = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
    const std::uintptr_t begin = (address + systemPage - 1) / systemPage * systemPage;
    const std::uintptr_t end = (address + memory.size()) / systemPage * systemPage;
    if (begin < end)
        madvise(memory.data() + (begin - address), end - begin, MADV_DONTNEED);
}

} // namespace

std::size_t pagesFor(std::size_t tokens)
{
    return (tokens + kPageTokens - 1) / kPageTokens;
}

std::size_t KvShape::layerBytes() const
{
    return kvHeadCount * 2 * headBytes(*this);
}

std::size_t KvShape::pageBytes() const
{
    return layerCount * layerBytes();
}

std::size_t KvShape::windowedBytes() const
{
    const auto windowed =
        std::count_if(windows.begin(), windows.end(), [](std::size_t each) { return each > 0; });
    return static_cast<std::size_t>(windowed) * layerBytes();
}

std::size_t KvShape::globalBytes() const
{
    return pageBytes() - windowedBytes();
}

std::size_t KvShape::bytesOf(std::size_t pages, std::size_t windowed) const
{
    return pages * globalBytes() + windowed * windowedBytes();
}

std::size_t KvShape::firstWindowedPage(std::size_t position) const
{
    const std::size_t longest = windows.empty() ? 0 : *std::ranges::max_element(windows);
    return position + 1 > longest ? (position + 1 - longest) / kPageTokens : 0;
}

std::size_t KvShape::mostWindowedPages() const
{
    const std::size_t longest = windows.empty() ? 0 : *std::ranges::max_element(windows);
    return (longest + kPageTokens - 2) / kPageTokens; // without the position itself
}

// What is seen from the first of the positions that a step computes, those, and a page not yet
// known to the prefix cache.
std::size_t KvShape::windowedPagesHeld(std::size_t stepTokens) const
{
    return mostWindowedPages() + stepTokens / kPageTokens + 3;
}

std::size_t KvShape::bytesFor(std::size_t tokens, std::size_t stepTokens) const
{
    const std::size_t pages = pagesFor(tokens);
    return bytesOf(pages, std::min(pages, windowedPagesHeld(stepTokens)));
}

std::size_t KvShape::tokensIn(std::size_t bytes, std::size_t stepTokens) const
{
    const std::size_t held = windowedPagesHeld(stepTokens);
    if (bytes < held * pageBytes() || globalBytes() == 0)
        return bytes / pageBytes() * kPageTokens;
    return (bytes - held * windowedBytes()) / globalBytes() * kPageTokens;
}

Result<KvPool>
KvPool::create(const KvShape& shape, std::size_t pages, std::shared_ptr<CacheBudget> budget)
{
    CORE_CHECK(shape.dtype == DType::F16 || shape.dtype == DType::F32 ||
               shape.dtype == DType::Q8_0);
    const std::size_t bytes = pages * shape.pageBytes();
    void* memory = mmap(
        nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return fail(
            ErrorCode::OutOfMemory,
            "the KV cache needs {} MiB of address space for {} tokens, which the system refused; "
            "choose a smaller context",
            bytes >> 20,
            pages * kPageTokens);
    if (budget == nullptr)
        budget = std::make_shared<CacheBudget>(bytes);
    return KvPool(shape, {static_cast<std::byte*>(memory), bytes}, pages, std::move(budget));
}

KvPool::KvPool(const KvShape& shape,
               std::span<std::byte> memory,
               std::size_t pages,
               std::shared_ptr<CacheBudget> budget)
    : m_shape(shape)
    , m_memory(memory)
    , m_places(shape.layerCount)
    , m_references(pages)
    , m_windowedReferences(pages)
    , m_isWhole(pages, true)
    , m_budget(std::move(budget))
{
    std::iota(m_places.begin(), m_places.end(), std::size_t{0});
    std::vector<std::size_t> layers = m_places;
    if (!shape.windows.empty())
        std::stable_partition(layers.begin(), layers.end(), [&](std::size_t layer) {
            return shape.windows[layer] == 0;
        });
    for (std::size_t place = 0; place < layers.size(); ++place)
        m_places[layers[place]] = place;
    m_free.reserve(pages);
    for (std::size_t page = pages; page-- > 0;)
        m_free.push_back(static_cast<PageId>(page));
}

KvPool::KvPool(KvPool&& other) noexcept
    : m_shape(other.m_shape)
    , m_memory(std::exchange(other.m_memory, {}))
    , m_places(std::move(other.m_places))
    , m_references(std::move(other.m_references))
    , m_windowedReferences(std::move(other.m_windowedReferences))
    , m_isWhole(std::move(other.m_isWhole))
    , m_free(std::move(other.m_free))
    , m_budget(std::move(other.m_budget))
{
}

KvPool::~KvPool()
{
    if (m_memory.empty())
        return;
    for (PageId page = 0; page < pageCount(); ++page)
        if (m_references[page] > 0)
            m_budget->giveBack(bytesHeld(page));
    munmap(m_memory.data(), m_memory.size());
}

std::optional<PageId> KvPool::allocate()
{
    if (m_free.empty())
        return std::nullopt;
    m_budget->take(m_shape.pageBytes());
    const PageId page = m_free.back();
    m_free.pop_back();
    m_references[page] = 1;
    m_isWhole[page] = true;
    return page;
}

void KvPool::release(PageId page)
{
    CORE_CHECK(m_references[page] > 0);
    if (--m_references[page] > 0)
        return;
    m_free.push_back(page);
    m_budget->giveBack(bytesHeld(page));
    if (m_budget->isShared()) // another pool may fill the same memory
        returnMemory(bytes(page));
}

void KvPool::dropWindowed(PageId page)
{
    CORE_CHECK(m_isWhole[page] && m_windowedReferences[page] == 0);
    m_isWhole[page] = false;
    m_budget->giveBack(m_shape.windowedBytes());
    returnMemory(bytes(page).last(m_shape.windowedBytes()));
}

std::size_t KvPool::bytesHeld(PageId page) const
{
    return m_isWhole[page] ? m_shape.pageBytes() : m_shape.globalBytes();
}

std::byte* KvPool::keys(PageId page, std::size_t layer, std::size_t kvHead) const
{
    const std::size_t head =
        (page * m_shape.layerCount + m_places[layer]) * m_shape.kvHeadCount + kvHead;
    return m_memory.data() + head * 2 * headBytes(m_shape);
}

std::byte* KvPool::values(PageId page, std::size_t layer, std::size_t kvHead) const
{
    return keys(page, layer, kvHead) + headBytes(m_shape);
}

std::size_t KvPool::wideSize() const
{
    return 2 * kPageTokens * m_shape.headDim;
}

KvHead KvPool::head(PageId page, std::size_t layer, std::size_t kvHead, float* wide) const
{
    const std::byte* const k = keys(page, layer, kvHead);
    const std::byte* const v = values(page, layer, kvHead);
    if (m_shape.dtype != DType::Q8_0)
        return {m_shape.dtype, k, v};
    float* const wideValues = wide + kPageTokens * m_shape.headDim;
    kv_q8::widenKeys(k, m_shape.headDim, wide);
    kv_q8::widenValues(v, m_shape.headDim, wideValues);
    return {DType::F32, wide, wideValues};
}

void KvPool::store(PageId page,
                   std::size_t slot,
                   std::size_t layer,
                   std::size_t kvHead,
                   const float* k,
                   const float* v) const
{
    const std::size_t dim = m_shape.headDim;
    if (m_shape.dtype == DType::Q8_0) {
        kv_q8::storeKey(k, dim, slot, keys(page, layer, kvHead));
        kv_q8::storeValue(v, dim, slot, values(page, layer, kvHead));
        return;
    }
    if (m_shape.dtype == DType::F32) {
        auto* key = reinterpret_cast<float*>(keys(page, layer, kvHead)) + slot;
        for (std::size_t d = 0; d < dim; ++d)
            key[d * kPageTokens] = k[d];
        std::memcpy(reinterpret_cast<float*>(values(page, layer, kvHead)) + slot * dim,
                    v,
                    dim * sizeof(float));
        return;
    }
    auto* key = reinterpret_cast<std::uint16_t*>(keys(page, layer, kvHead)) + slot;
    auto* value = reinterpret_cast<std::uint16_t*>(values(page, layer, kvHead)) + slot * dim;
    kernels().narrow(v, dim, value);
    std::uint16_t piece[64];
    for (std::size_t first = 0; first < dim; first += std::size(piece)) {
        const std::size_t count = std::min(std::size(piece), dim - first);
        kernels().narrow(k + first, count, piece);
        for (std::size_t d = 0; d < count; ++d)
            key[(first + d) * kPageTokens] = piece[d];
    }
}

} // namespace core
