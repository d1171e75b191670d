#include "core/tensor/quantize.h"

#include "core/tensor/dequantize.h"
#include "tests/support/relative_error.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace core;

Q_DECLARE_METATYPE(DType)

namespace {

constexpr std::size_t kElements = 4096;

// Root mean square of the error that normally distributed weights may get, relative to theirs. A
// block format spreads its levels over the block's range, so these follow from the bits: a level
// more or less would double the error.
struct Budget
{
    DType dtype;
    double relativeError;
};
constexpr Budget kBudgets[] = {{DType::F32, 0},
                               {DType::F16, 3e-4},
                               {DType::BF16, 2.5e-3},
                               {DType::Q8_0, 0.006},
                               {DType::Q6_K, 0.02},
                               {DType::Q4_K, 0.08},
                               {DType::Q4_0, 0.1}};

std::vector<float> normal(double mean = 0)
{
    std::mt19937 random(7); // NOLINT(cert-msc51-cpp): the same numbers every time
    std::normal_distribution<float> distribution(static_cast<float>(mean), 0.02F);
    std::vector<float> values(kElements);
    for (float& value : values)
        value = distribution(random);
    return values;
}

std::vector<float> through(DType dtype, const std::vector<float>& values)
{
    std::vector<std::byte> stored(byteSize(dtype, values.size()) + 1);
    quantize(dtype, values, stored.data() + 1); // no alignment
    std::vector<float> result(values.size());
    dequantize(dtype, stored.data() + 1, result.data(), result.size());
    return result;
}

} // namespace

class TestQuantize : public QObject
{
    Q_OBJECT

private slots:
    void everyType_data()
    {
        QTest::addColumn<DType>("dtype");
        QTest::addColumn<double>("budget");
        for (const Budget& budget : kBudgets)
            QTest::newRow(traits(budget.dtype).name.data()) << budget.dtype << budget.relativeError;
    }
    void everyType()
    {
        QFETCH(DType, dtype);
        QFETCH(double, budget);
        QVERIFY(canQuantizeTo(dtype));
        const double error = tests::relativeError(normal(), through(dtype, normal()));
        QVERIFY2(error <= budget, qPrintable(QString::number(error)));
    }

    void zerosStayZeros_data() { everyType_data(); }
    void zerosStayZeros()
    {
        QFETCH(DType, dtype);
        const std::vector<float> zeros(kElements);
        QCOMPARE(through(dtype, zeros), zeros);
    }

    // A second round finds the levels of the first one.
    void quantizedWeightsStay_data() { everyType_data(); }
    void quantizedWeightsStay()
    {
        QFETCH(DType, dtype);
        QFETCH(double, budget);
        const std::vector<float> once = through(dtype, normal());
        const double error = tests::relativeError(once, through(dtype, once));
        QVERIFY2(error <= budget / 2, qPrintable(QString::number(error)));
    }

    // Blocks far from zero: what a minimum is for.
    void minimumsCarryAnOffset()
    {
        const std::vector<float> values = normal(-0.5);
        QVERIFY(tests::relativeError(values, through(DType::Q4_K, values)) < 0.01);
    }

    void oneLargeWeightIsKept_data() { everyType_data(); }
    void oneLargeWeightIsKept()
    {
        QFETCH(DType, dtype);
        for (const float large : {8.0F, -8.0F}) {
            std::vector<float> values = normal();
            values[100] = large;
            const float found = through(dtype, values)[100];
            QVERIFY2(std::abs(found - large) < 0.1F * std::abs(large),
                     qPrintable(QString::number(found)));
        }
    }

    void othersAreRefused() { QVERIFY(!canQuantizeTo(DType::Q4_1)); }
};

QTEST_GUILESS_MAIN(TestQuantize)
#include "tst_quantize.moc"
