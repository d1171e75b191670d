// What the pool gives back of what was stored, and the memory it takes.
#include "core/base/half.h"
#include "core/cache/kv_pool.h"
#include "core/kernels/kernel_table.h"

#include <QTest>

#include <algorithm>

#include <cmath>
#include <limits>
#include <random>

using namespace core;

namespace {

std::vector<float> randomFloats(std::size_t count, std::mt19937& dice)
{
    std::normal_distribution<float> normal;
    std::vector<float> values(count);
    for (float& value : values)
        value = normal(dice);
    return values;
}

float widened(const void* data, DType dtype, std::size_t index)
{
    return dtype == DType::F32 ? static_cast<const float*>(data)[index]
                               : floatFromHalf(static_cast<const std::uint16_t*>(data)[index]);
}

} // namespace

class TestKvPool : public QObject
{
    Q_OBJECT

private slots:
    void takesAsMuchAsItsArithmetic_data();
    void takesAsMuchAsItsArithmetic();
    void givesBackWhatWasStored_data();
    void givesBackWhatWasStored();
    void positionsDoNotMatterToEachOther();
    void survivesWhatIsNotANumber();
    void dropsWhatLayersWithAWindowHad();
    void countsWhatSequencesTake();
};

void TestKvPool::takesAsMuchAsItsArithmetic_data()
{
    QTest::addColumn<int>("dtype");
    QTest::addColumn<int>("headDim");
    QTest::addColumn<int>("bytesOfAPosition"); // of keys or values of one head
    QTest::newRow("F32") << static_cast<int>(DType::F32) << 64 << 256;
    QTest::newRow("F16") << static_cast<int>(DType::F16) << 64 << 128;
    QTest::newRow("Q8_0") << static_cast<int>(DType::Q8_0) << 64 << 68;
    QTest::newRow("Q8_0, last block shorter") << static_cast<int>(DType::Q8_0) << 80 << 86;
}

void TestKvPool::takesAsMuchAsItsArithmetic()
{
    QFETCH(int, dtype);
    QFETCH(int, headDim);
    QFETCH(int, bytesOfAPosition);
    const KvShape shape{3, 2, static_cast<std::size_t>(headDim), static_cast<DType>(dtype)};
    QCOMPARE(shape.pageBytes(),
             3 * 2 * 2 * kPageTokens * static_cast<std::size_t>(bytesOfAPosition));
}

void TestKvPool::givesBackWhatWasStored_data()
{
    QTest::addColumn<int>("dtype");
    QTest::addColumn<int>("headDim");
    QTest::addColumn<float>("tolerance"); // of the largest value of a block
    for (const int headDim : {8, 64, 80}) {
        QTest::addRow("F32, %d", headDim) << static_cast<int>(DType::F32) << headDim << 0.0F;
        QTest::addRow("F16, %d", headDim) << static_cast<int>(DType::F16) << headDim << 0.0005F;
        QTest::addRow("Q8_0, %d", headDim) << static_cast<int>(DType::Q8_0) << headDim << 0.0042F;
    }
}

void TestKvPool::givesBackWhatWasStored()
{
    QFETCH(int, dtype);
    QFETCH(int, headDim);
    QFETCH(float, tolerance);
    const auto dim = static_cast<std::size_t>(headDim);
    KvPool pool = std::move(*KvPool::create({2, 2, dim, static_cast<DType>(dtype)}, 2));
    std::vector<float> wide(pool.wideSize());
    std::mt19937 dice(1);
    std::vector<std::vector<float>> keys, values;
    for (std::size_t slot = 0; slot < kPageTokens; ++slot) {
        keys.push_back(randomFloats(dim, dice));
        values.push_back(randomFloats(dim, dice));
        pool.store(1, slot, 1, 1, keys.back().data(), values.back().data());
        pool.store(1, slot, 1, 0, values.back().data(), keys.back().data()); // a neighbour
    }
    const KvHead head = pool.head(1, 1, 1, wide.data());
    for (std::size_t slot = 0; slot < kPageTokens; ++slot) {
        float largest = 0; // of the position, at least that of the block
        for (std::size_t d = 0; d < dim; ++d)
            largest = std::max({largest, std::fabs(keys[slot][d]), std::fabs(values[slot][d])});
        for (std::size_t d = 0; d < dim; ++d) {
            QVERIFY(std::fabs(widened(head.keys, head.dtype, d * kPageTokens + slot) -
                              keys[slot][d]) <= tolerance * largest);
            QVERIFY(std::fabs(widened(head.values, head.dtype, slot * dim + d) - values[slot][d]) <=
                    tolerance * largest);
        }
    }
}

// The bits of a position are the same, whatever stands beside it: answers depend on it.
void TestKvPool::positionsDoNotMatterToEachOther()
{
    constexpr std::size_t kDim = 64;
    KvPool pool = std::move(*KvPool::create({1, 1, kDim, DType::Q8_0}, 2));
    std::vector<float> wide(pool.wideSize());
    std::mt19937 dice(2);
    const std::vector<float> key = randomFloats(kDim, dice), value = randomFloats(kDim, dice);
    const auto stored = [&](std::size_t before) {
        for (std::size_t slot = 0; slot < kPageTokens; ++slot) {
            const std::vector<float> other = randomFloats(kDim, dice);
            if (slot < before)
                pool.store(0, slot, 0, 0, other.data(), other.data());
        }
        pool.store(0, 9, 0, 0, key.data(), value.data());
        const KvHead head = pool.head(0, 0, 0, wide.data());
        std::vector<float> result;
        for (std::size_t d = 0; d < kDim; ++d) {
            result.push_back(widened(head.keys, head.dtype, d * kPageTokens + 9));
            result.push_back(widened(head.values, head.dtype, 9 * kDim + d));
        }
        return result;
    };
    const std::vector<float> alone = stored(0);
    QCOMPARE(stored(9), alone);
    QCOMPARE(stored(kPageTokens), alone);
}

void TestKvPool::survivesWhatIsNotANumber()
{
    KvPool pool = std::move(*KvPool::create({1, 1, 8, DType::Q8_0}, 1));
    std::vector<float> wide(pool.wideSize());
    std::vector<float> broken(8, std::numeric_limits<float>::infinity());
    broken[3] = std::numeric_limits<float>::quiet_NaN();
    pool.store(0, 0, 0, 0, broken.data(), broken.data());
    pool.head(0, 0, 0, wide.data());
}

void TestKvPool::dropsWhatLayersWithAWindowHad()
{
    const KvShape shape{3, 2, 32, DType::F32, {40, 0, 8}};
    KvPool pool = std::move(*KvPool::create(shape, 4));
    const PageId page = *pool.allocate(), next = *pool.allocate();
    std::vector<float> numbers(32);
    for (const PageId each : {page, next})
        for (std::size_t layer = 0; layer < 3; ++layer)
            for (std::size_t head = 0; head < 2; ++head) {
                std::ranges::fill(numbers, float(10 * layer + head + 1));
                pool.store(each, 0, layer, head, numbers.data(), numbers.data());
            }
    const auto stored = [&](PageId from, std::size_t layer, std::size_t head) {
        return static_cast<const float*>(pool.head(from, layer, head, nullptr).values)[0];
    };
    QCOMPARE(shape.windowedBytes(), 2 * shape.layerBytes());
    QCOMPARE(pool.budget().used(), 2 * shape.pageBytes());
    pool.dropWindowed(page);
    QCOMPARE(pool.budget().used(), 2 * shape.pageBytes() - shape.windowedBytes());
    QVERIFY(!pool.isWhole(page));
    for (std::size_t head = 0; head < 2; ++head) {
        QCOMPARE(stored(page, 1, head), float(10 + head + 1));
        for (std::size_t layer = 0; layer < 3; ++layer)
            QCOMPARE(stored(next, layer, head), float(10 * layer + head + 1));
    }
    pool.release(page);
    QCOMPARE(pool.budget().used(), shape.pageBytes());
    QVERIFY(pool.isWhole(*pool.allocate()));
}

void TestKvPool::countsWhatSequencesTake()
{
    constexpr std::size_t kStep = 64;
    const KvShape shape{3, 2, 32, DType::F32, {40, 0, 8}};
    const KvShape plain{3, 2, 32, DType::F32};
    QCOMPARE(pagesFor(0), std::size_t(0));
    QCOMPARE(pagesFor(kPageTokens), std::size_t(1));
    QCOMPARE(pagesFor(kPageTokens + 1), std::size_t(2));
    QCOMPARE(plain.bytesFor(1000, kStep), 32 * plain.pageBytes());
    QCOMPARE(shape.bytesFor(kPageTokens, kStep), shape.pageBytes());
    const std::size_t further =
        shape.bytesFor(1001 * kPageTokens, kStep) - shape.bytesFor(1000 * kPageTokens, kStep);
    QCOMPARE(further, shape.layerBytes()); // of the one layer that sees all
    for (const KvShape& each : {shape, plain})
        for (std::size_t pages : {1, 6, 7, 8, 100}) {
            const std::size_t bytes = each.bytesFor(pages * kPageTokens, kStep);
            QCOMPARE(each.tokensIn(bytes, kStep), pages * kPageTokens);
            QCOMPARE(each.tokensIn(bytes - 1, kStep), (pages - 1) * kPageTokens);
        }
}

QTEST_GUILESS_MAIN(TestKvPool)
#include "tst_kv_pool.moc"
