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
    void dropsWindowedPartsInTheMiddle();
    void findsPrefixesWithWhatIsSeen();
    void dropsWindowedPartsOfBranchesPast();
    void savesNothingBehindAGap();
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

// The second layer sees two pages before the one that comes next.
const KvShape kWindowed{2, 1, 8, DType::F16, {0, 2 * kPageTokens}};

void TestPrefixCache::dropsWindowedPartsInTheMiddle()
{
    KvPool pool = std::move(*KvPool::create(kWindowed, 16));
    PrefixCache cache(pool);
    std::vector<PageId> trunk = take(pool, 5);
    const std::vector<TokenId> ids = sequence(5, 0);
    cache.insert(ids, trunk);
    std::vector<PageId> branch(trunk.begin(), trunk.begin() + 2); // ends behind the third page
    branch.push_back(take(pool, 1).front());
    std::vector<TokenId> branchIds = ids;
    branchIds.resize(3 * kPageTokens);
    branchIds.back() = 9999;
    cache.insert(branchIds, branch);
    QCOMPARE(cache.evictableBytes(), 2 * kWindowed.windowedBytes()); // pages are in use

    pool.retainWindowed(trunk[0]);
    QVERIFY(cache.evictOldest(EvictableCache::Part::Windowed));
    QVERIFY(!pool.isWhole(trunk[2])); // seen from neither end
    QVERIFY(!cache.evictOldest(EvictableCache::Part::Windowed));
    pool.releaseWindowed(trunk[0]);
    QVERIFY(cache.evictOldest(EvictableCache::Part::Windowed));
    QVERIFY(!pool.isWhole(trunk[0]));
    QVERIFY(!cache.evictOldest(EvictableCache::Part::Windowed));
    QCOMPARE(pool.budget().used(), 6 * kWindowed.pageBytes() - 2 * kWindowed.windowedBytes());
}

void TestPrefixCache::findsPrefixesWithWhatIsSeen()
{
    KvPool pool = std::move(*KvPool::create(kWindowed, 16));
    PrefixCache cache(pool);
    std::vector<PageId> pages = take(pool, 6);
    const std::vector<TokenId> ids = sequence(6, 0);
    cache.insert(ids, pages);
    pool.dropWindowed(pages[2]);
    const auto known = [&](std::size_t count) {
        return cache.acquire(std::span(ids).first(count * kPageTokens)).size();
    };
    QCOMPARE(known(6), std::size_t(6));
    QCOMPARE(known(5), std::size_t(5));
    QCOMPARE(known(4), std::size_t(2)); // from behind the fourth page the third is seen
    QCOMPARE(known(3), std::size_t(2));

    std::vector<PageId> again = pages; // someone has computed the third page anew
    again[2] = take(pool, 1).front();
    const PageId fresh = again[2];
    cache.insert(ids, again);
    QCOMPARE(again[2], fresh);
    QCOMPARE(known(4), std::size_t(4));
}

// Evicting a branch makes room by what it saw of the trunk, too.
void TestPrefixCache::dropsWindowedPartsOfBranchesPast()
{
    KvPool pool = std::move(*KvPool::create(kWindowed, 16));
    PrefixCache cache(pool);
    std::vector<PageId> trunk = take(pool, 4);
    const std::vector<TokenId> ids = sequence(4, 0);
    std::vector<PageId> branch{trunk[0], take(pool, 1).front()};
    std::vector<TokenId> branchIds = ids;
    branchIds.resize(2 * kPageTokens);
    branchIds.back() = 9999;
    cache.insert(branchIds, branch);
    cache.insert(ids, trunk);
    pool.release(branch[1]); // the trunk goes on being used
    for (const PageId page : {trunk[2], trunk[3]})
        pool.retainWindowed(page);
    const std::size_t used = pool.budget().used();
    pool.budget().makeRoom(pool.budget().bytes());
    QCOMPARE(used - pool.budget().used(), kWindowed.pageBytes() + 2 * kWindowed.windowedBytes());
    QVERIFY(!pool.isWhole(trunk[0]) && !pool.isWhole(trunk[1]));
}

// A page that is not on disk makes those behind it useless there.
void TestPrefixCache::savesNothingBehindAGap()
{
    KvPool pool = std::move(*KvPool::create(kWindowed, 16));
    PrefixCache cache(pool);
    std::vector<PageId> pages = take(pool, 4);
    const std::vector<TokenId> ids = sequence(4, 0);
    cache.insert(ids, pages, PrefixCache::Keep::OnDisk);
    pool.dropWindowed(pages[1]);
    QCOMPARE(cache.takeUnsaved()->page, pages[0]);
    QVERIFY(!cache.takeUnsaved());

    pages[1] = take(pool, 1).front(); // computed anew
    cache.insert(ids, pages, PrefixCache::Keep::OnDisk);
    for (std::size_t i = 1; i < pages.size(); ++i) {
        const std::optional<PrefixCache::Unsaved> unsaved = cache.takeUnsaved();
        QVERIFY(unsaved);
        QCOMPARE(unsaved->page, pages[i]);
        QCOMPARE(unsaved->ids.size(), (i + 1) * kPageTokens);
    }
    QVERIFY(!cache.takeUnsaved());
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
