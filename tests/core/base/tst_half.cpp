// 16-bit floats: all 65,536 patterns, and rounding at the places where it is easy to get wrong.
#include "core/base/half.h"

#include <QTest>

#include <cmath>
#include <limits>

namespace {

// The value by the definition, in double.
double halfByDefinition(std::uint16_t bits)
{
    const int exponent = bits >> 10 & 31;
    const int fraction = bits & 1023;
    const double sign = (bits & 0x8000) != 0 ? -1.0 : 1.0;
    if (exponent == 31)
        return fraction == 0 ? sign * std::numeric_limits<double>::infinity()
                             : std::numeric_limits<double>::quiet_NaN();
    if (exponent == 0)
        return sign * std::ldexp(fraction, -24);
    return sign * std::ldexp(1024 + fraction, exponent - 25);
}

} // namespace

class HalfTest : public QObject
{
    Q_OBJECT

private slots:
    void everyHalfWidensExactly();
    void everyHalfSurvivesTheRoundTrip();
    void halfRoundsToNearestEven();
    void narrows_data();
    void narrows();
    void bf16RoundsToNearestEven();
};

void HalfTest::everyHalfWidensExactly()
{
    for (std::uint32_t bits = 0; bits < 65536; ++bits) {
        const double expected = halfByDefinition(static_cast<std::uint16_t>(bits));
        const float found = core::floatFromHalf(static_cast<std::uint16_t>(bits));
        if (std::isnan(expected))
            QVERIFY(std::isnan(found));
        else
            QCOMPARE(static_cast<double>(found), expected);
        QCOMPARE(std::signbit(found), (bits & 0x8000U) != 0);
    }
}

void HalfTest::everyHalfSurvivesTheRoundTrip()
{
    for (std::uint32_t bits = 0; bits < 65536; ++bits) {
        const bool isNan = (bits & 0x7fffU) > 0x7c00U;
        const std::uint32_t expected = isNan ? bits | 0x0200U : bits; // NaN comes back quiet
        QCOMPARE(std::uint32_t{core::halfFromFloat(
                     core::floatFromHalf(static_cast<std::uint16_t>(bits)))},
                 expected);
    }
}

void HalfTest::halfRoundsToNearestEven()
{
    // Between every two neighbours: just below the middle, the middle, just above it.
    for (std::uint32_t bits = 0; bits < 0x7bff; ++bits) {
        const auto low = static_cast<std::uint16_t>(bits);
        const auto high = static_cast<std::uint16_t>(bits + 1);
        const float middle = (core::floatFromHalf(low) + core::floatFromHalf(high)) / 2; // exact
        QCOMPARE(core::halfFromFloat(middle), bits % 2 == 0 ? low : high);
        QCOMPARE(core::halfFromFloat(std::nextafter(middle, 0.0F)), low);
        QCOMPARE(core::halfFromFloat(std::nextafter(middle, 1e9F)), high);
        QCOMPARE(core::halfFromFloat(-std::nextafter(middle, 1e9F)),
                 static_cast<std::uint16_t>(high | 0x8000));
    }
}

void HalfTest::narrows_data()
{
    QTest::addColumn<float>("value");
    QTest::addColumn<int>("expected");
    QTest::newRow("largest") << 65504.0F << 0x7bff;
    QTest::newRow("rounds down to the largest") << std::nextafter(65520.0F, 0.0F) << 0x7bff;
    QTest::newRow("rounds up to infinity") << 65520.0F << 0x7c00;
    QTest::newRow("largest float") << std::numeric_limits<float>::max() << 0x7c00;
    QTest::newRow("infinity") << -std::numeric_limits<float>::infinity() << 0xfc00;
    QTest::newRow("half of the smallest ties to zero") << 0x1p-25F << 0x0000;
    QTest::newRow("more than half of the smallest") << 0x1.000002p-25F << 0x0001;
    QTest::newRow("negative zero") << -0.0F << 0x8000;
    QTest::newRow("smallest float") << std::numeric_limits<float>::denorm_min() << 0x0000;
}

void HalfTest::narrows()
{
    QFETCH(float, value);
    QFETCH(int, expected);
    QCOMPARE(int{core::halfFromFloat(value)}, expected);
}

void HalfTest::bf16RoundsToNearestEven()
{
    QCOMPARE(core::floatFromBf16(0x3f80), 1.0F);
    QCOMPARE(core::bf16FromFloat(1.0F), std::uint16_t{0x3f80});
    QCOMPARE(core::bf16FromFloat(0x1.01p0F), std::uint16_t{0x3f80});     // tie, down to even
    QCOMPARE(core::bf16FromFloat(0x1.03p0F), std::uint16_t{0x3f82});     // tie, up to even
    QCOMPARE(core::bf16FromFloat(0x1.010002p0F), std::uint16_t{0x3f81}); // above the tie
    QCOMPARE(core::bf16FromFloat(std::numeric_limits<float>::max()), std::uint16_t{0x7f80});
    QVERIFY(std::isnan(
        core::floatFromBf16(core::bf16FromFloat(std::numeric_limits<float>::quiet_NaN()))));
    // A signalling NaN whose payload lies in the lower half must not turn into infinity.
    QVERIFY(
        std::isnan(core::floatFromBf16(core::bf16FromFloat(std::bit_cast<float>(0x7f800001U)))));
}

QTEST_APPLESS_MAIN(HalfTest)
#include "tst_half.moc"
