#include "core/cache/prefix_cache.h"
#include "core/kernels/kernel_table.h"

#include <QTest>

#include <numeric>

using namespace core;

namespace {

constexpr KvShape kShape{1, 1, 8, DType::F16};

std::vector<TokenId> sequence(std::size_t pages, TokenId first)
{
    std::vector<TokenId> ids(pages * kPageTokens);
    std::iota(ids.begin(), ids.end(), first);
    return ids;
}

// Takes pages for a whole sequence, as a request that computes it does.
std::vector<PageId> take(KvPool& pool, std::size_t count)
{
    std::vector<PageId> pages;
    for (std::size_t i = 0; i < count; ++i)
        pages.push_back(pool.allocate().value());
    return pages;
}

void giveBack(KvPool& pool, const std::vector<PageId>& pages)
{
    for (const PageId page : pages)
        pool.release(page);
}

} // namespace

class TestPrefixCache : public QObject
{
    Q_OBJECT

private slots:
    void findsLongestKnownPrefix();
    void sharesOnePageForOnePrefix();
    void evictsLeastRecentlyUsedFirst();
    void keepsPagesInUse();
    void returnsEverythingAtTheEnd();
};

void TestPrefixCache::findsLongestKnownPrefix()
{
    KvPool pool = std::move(*KvPool::create(kShape, 16));
    PrefixCache cache(pool);
    std::vector<PageId> pages = take(pool, 3);
    const std::vector<TokenId> ids = sequence(3, 0);
    cache.insert(ids, pages);

    QCOMPARE(cache.acquire(ids), pages);
    std::vector<TokenId> other = ids;
    other[2 * kPageTokens] = 9999; // differs in the third page
    QCOMPARE(cache.acquire(other), std::vector<PageId>(pages.begin(), pages.begin() + 2));
    QCOMPARE(cache.acquire(std::span(ids).first(kPageTokens - 1)), std::vector<PageId>());
    QCOMPARE(pool.references(pages[0]), 4U); // ours, the cache's and two acquired
}

void TestPrefixCache::sharesOnePageForOnePrefix()
{
    KvPool pool = std::move(*KvPool::create(kShape, 16));
    PrefixCache cache(pool);
    const std::vector<TokenId> ids = sequence(2, 0);
    std::vector<PageId> first = take(pool, 2), second = take(pool, 2);
    cache.insert(ids, first);
    cache.insert(ids, second);
    QCOMPARE(second, first); // the second sequence's own pages went back
    QCOMPARE(pool.freePages(), std::size_t(14));
}

void TestPrefixCache::evictsLeastRecentlyUsedFirst()
{
    KvPool pool = std::move(*KvPool::create(kShape, 4));
    PrefixCache cache(pool);
    std::vector<PageId> old = take(pool, 2), recent = take(pool, 2);
    const std::vector<TokenId> oldIds = sequence(2, 0), recentIds = sequence(2, 1000);
    cache.insert(oldIds, old);
    cache.insert(recentIds, recent);
    giveBack(pool, old);
    giveBack(pool, recent);
    QCOMPARE(cache.evictablePages(), std::size_t(4));

    cache.evictUntilFree(1);
    QCOMPARE(pool.freePages(), std::size_t(1));
    const std::vector<PageId> stillOld = cache.acquire(oldIds); // its last page went first
    QCOMPARE(stillOld.size(), std::size_t(1));
    const std::vector<PageId> stillRecent = cache.acquire(recentIds);
    QCOMPARE(stillRecent.size(), std::size_t(2));
}

void TestPrefixCache::keepsPagesInUse()
{
    KvPool pool = std::move(*KvPool::create(kShape, 2));
    PrefixCache cache(pool);
    std::vector<PageId> pages = take(pool, 2);
    cache.insert(sequence(2, 0), pages);
    cache.evictUntilFree(2);
    QCOMPARE(pool.freePages(), std::size_t(0)); // the sequence still holds both
    giveBack(pool, pages);
    cache.evictUntilFree(2);
    QCOMPARE(pool.freePages(), std::size_t(2));
}

void TestPrefixCache::returnsEverythingAtTheEnd()
{
    KvPool pool = std::move(*KvPool::create(kShape, 8));
    {
        PrefixCache cache(pool);
        std::vector<PageId> pages = take(pool, 5);
        cache.insert(sequence(5, 0), pages);
        giveBack(pool, pages);
        QCOMPARE(pool.freePages(), std::size_t(3));
    }
    QCOMPARE(pool.freePages(), std::size_t(8));
}

QTEST_APPLESS_MAIN(TestPrefixCache)
#include "tst_prefix_cache.moc"
