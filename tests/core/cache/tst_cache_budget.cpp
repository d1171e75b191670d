// One memory for the pages of several pools.
#include "core/cache/prefix_cache.h"
#include "core/kernels/kernel_table.h"

#include <QTest>

#include <numeric>

using namespace core;

namespace {

constexpr KvShape kSmall{1, 1, 8, DType::F16};
constexpr KvShape kLarge{2, 1, 8, DType::F16}; // twice the bytes

struct Model
{
    Model(const KvShape& shape, const std::shared_ptr<CacheBudget>& budget)
        : pool(std::move(*KvPool::create(shape, budget->bytes() / shape.pageBytes(), budget)))
        , cache(pool)
    {
    }

    // Computes a sequence and leaves its pages to the cache.
    void remember(TokenId first, std::size_t count)
    {
        std::vector<TokenId> ids(count * kPageTokens);
        std::iota(ids.begin(), ids.end(), first);
        std::vector<PageId> pages;
        for (std::size_t i = 0; i < count; ++i)
            pages.push_back(pool.allocate().value());
        cache.insert(ids, pages);
        for (const PageId page : pages)
            pool.release(page);
    }

    KvPool pool;
    PrefixCache cache;
};

} // namespace

class TestCacheBudget : public QObject
{
    Q_OBJECT

private slots:
    void oldestPagesGoFirst();
    void pagesInUseStay();
    void reservesWhatCanBeHad();
    void poolsGiveBackAtTheEnd();
};

void TestCacheBudget::oldestPagesGoFirst()
{
    const auto budget = std::make_shared<CacheBudget>(4 * kLarge.pageBytes());
    Model small(kSmall, budget), large(kLarge, budget);
    small.remember(0, 2);
    large.remember(0, 2);
    small.remember(1000, 2);
    QCOMPARE(budget->used(), budget->bytes());
    budget->makeRoom(kLarge.pageBytes()); // of the small model's first sequence
    QCOMPARE(small.cache.evictablePages(), std::size_t(2));
    QCOMPARE(large.cache.evictablePages(), std::size_t(2));
    budget->makeRoom(2 * kLarge.pageBytes());
    QCOMPARE(small.cache.evictablePages(), std::size_t(2));
    QCOMPARE(large.cache.evictablePages(), std::size_t(1));
}

void TestCacheBudget::pagesInUseStay()
{
    const auto budget = std::make_shared<CacheBudget>(2 * kSmall.pageBytes());
    Model one(kSmall, budget), other(kSmall, budget);
    const std::optional<PageId> used = one.pool.allocate();
    one.remember(0, 1);
    budget->makeRoom(2 * kSmall.pageBytes()); // more than there is to forget
    QCOMPARE(budget->used(), kSmall.pageBytes());
    QCOMPARE(one.pool.references(*used), 1U);
}

void TestCacheBudget::reservesWhatCanBeHad()
{
    const auto budget = std::make_shared<CacheBudget>(4 * kSmall.pageBytes());
    Model one(kSmall, budget), other(kSmall, budget);
    one.remember(0, 3);
    QVERIFY(budget->reserve(4 * kSmall.pageBytes())); // all of it can be forgotten
    QVERIFY(!budget->reserve(1));
    budget->unreserve(kSmall.pageBytes());
    QVERIFY(budget->reserve(kSmall.pageBytes()));
    QCOMPARE(budget->used(), 3 * kSmall.pageBytes());
}

void TestCacheBudget::poolsGiveBackAtTheEnd()
{
    const auto budget = std::make_shared<CacheBudget>(4 * kSmall.pageBytes());
    {
        Model one(kSmall, budget), other(kSmall, budget);
        one.remember(0, 2);
        other.pool.allocate();
        QCOMPARE(budget->used(), 3 * kSmall.pageBytes());
    }
    QCOMPARE(budget->used(), std::size_t(0));
    QVERIFY(!budget->isShared());
}

QTEST_APPLESS_MAIN(TestCacheBudget)
#include "tst_cache_budget.moc"
