// Dequantisation against values worked out element by element from the formulas in quant_blocks.h,
// and against those of the format's reference implementation (tests/data/tensor).
#include "core/base/half.h"
#include "core/tensor/dequantize.h"
#include "core/tensor/quant_blocks.h"
#include "tests/support/test_paths.h"
#include "tests/support/tiny_llama.h"

#include <QFile>
#include <QTest>

#include <array>
#include <cstring>
#include <functional>
#include <vector>

namespace {

using core::DType;

int byteAt(const std::string& bytes, std::size_t index)
{
    return static_cast<unsigned char>(bytes[index]);
}

double halfAt(const std::string& bytes, std::size_t index)
{
    return core::floatFromHalf(
        static_cast<std::uint16_t>(byteAt(bytes, index) | byteAt(bytes, index + 1) << 8));
}

int nibble(const std::string& bytes, std::size_t first, std::size_t i)
{
    const int byte = byteAt(bytes, first + i % 16);
    return i < 16 ? byte % 16 : byte / 16;
}

// Element i of the block that begins at byte b.
double q4_0(const std::string& bytes, std::size_t b, std::size_t i)
{
    return halfAt(bytes, b) * (nibble(bytes, b + 2, i) - 8);
}

double q4_1(const std::string& bytes, std::size_t b, std::size_t i)
{
    return halfAt(bytes, b) * nibble(bytes, b + 4, i) + halfAt(bytes, b + 2);
}

double q8_0(const std::string& bytes, std::size_t b, std::size_t i)
{
    return halfAt(bytes, b) * static_cast<signed char>(bytes[b + 2 + i]);
}

double q6_K(const std::string& bytes, std::size_t b, std::size_t i)
{
    const std::size_t half = i / 128;
    const std::size_t quarter = i % 128 / 32;
    const std::size_t l = i % 32;
    const int low =
        byteAt(bytes, b + 64 * half + 32 * (quarter % 2) + l) >> (quarter < 2 ? 0 : 4) & 15;
    const int high = byteAt(bytes, b + 128 + 32 * half + l) >> (2 * quarter) & 3;
    const int scale = static_cast<signed char>(bytes[b + 192 + i / 16]);
    return halfAt(bytes, b + 208) * scale * ((low | high << 4) - 32);
}

} // namespace

class DequantizeTest : public QObject
{
    Q_OBJECT

private slots:
    void knownBlocks();
    void blocksFollowTheirFormula_data();
    void blocksFollowTheirFormula();
    void everyTypeMatchesReference_data();
    void everyTypeMatchesReference();
    void plainTypes();
};

void DequantizeTest::knownBlocks()
{
    core::BlockQ4_0 block = {};
    block.d = 0x3800; // 0.5
    block.qs[0] = 0xf0;
    block.qs[15] = 0x19;
    std::array<float, 32> x = {};
    core::dequantize(DType::Q4_0, reinterpret_cast<const std::byte*>(&block), x.data(), x.size());
    QCOMPARE(x[0], -4.0F);
    QCOMPARE(x[16], 3.5F);
    QCOMPARE(x[15], 0.5F);
    QCOMPARE(x[31], -3.5F);
    QCOMPARE(x[1], -4.0F);
}

void DequantizeTest::blocksFollowTheirFormula_data()
{
    QTest::addColumn<int>("dtype");
    for (const DType dtype : {DType::Q4_0, DType::Q4_1, DType::Q8_0, DType::Q6_K})
        QTest::newRow(core::traits(dtype).name.data()) << static_cast<int>(dtype);
}

void DequantizeTest::blocksFollowTheirFormula()
{
    QFETCH(int, dtype);
    const auto type = static_cast<DType>(dtype);
    const std::size_t elements = 4 * core::traits(type).blockElements;
    const std::string bytes = tests::randomElements(type, elements, 7);
    QCOMPARE(bytes.size(), core::byteSize(type, elements));
    const std::function element = type == DType::Q4_0   ? q4_0
                                  : type == DType::Q4_1 ? q4_1
                                  : type == DType::Q8_0 ? q8_0
                                                        : q6_K;
    // One byte off every alignment.
    const std::string shifted = "x" + bytes;
    std::vector<float> x(elements);
    core::dequantize(
        type, reinterpret_cast<const std::byte*>(shifted.data()) + 1, x.data(), elements);
    for (std::size_t i = 0; i < elements; ++i) {
        const std::size_t block = i / core::traits(type).blockElements;
        const auto expected = static_cast<float>(element(
            bytes, block * core::traits(type).blockBytes, i % core::traits(type).blockElements));
        if (std::memcmp(&x[i], &expected, sizeof expected) != 0)
            QCOMPARE(x[i], expected);
    }
}

void DequantizeTest::everyTypeMatchesReference_data()
{
    QTest::addColumn<int>("dtype");
    for (std::uint32_t number = 0; number < 64; ++number)
        if (const auto dtype = core::dtypeFromGguf(number);
            dtype && core::traits(*dtype).blockElements > 1)
            QTest::newRow(core::traits(*dtype).name.data()) << static_cast<int>(number);
}

void DequantizeTest::everyTypeMatchesReference()
{
    QFETCH(int, dtype);
    const auto type = static_cast<DType>(dtype);
    const std::string name(core::traits(type).name);
    QFile file(tests::dataPath("tensor/" + name + ".golden"));
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    const QByteArray golden = file.readAll();
    constexpr std::size_t kElements = 1024;
    const std::size_t stored = core::byteSize(type, kElements);
    QCOMPARE(static_cast<std::size_t>(golden.size()), stored + kElements * sizeof(float));

    std::vector<float> expected(kElements);
    std::memcpy(expected.data(), golden.data() + stored, kElements * sizeof(float));
    std::vector<float> x(kElements);
    core::dequantize(type, reinterpret_cast<const std::byte*>(golden.data()), x.data(), kElements);
    for (std::size_t i = 0; i < kElements; ++i)
        if (std::memcmp(&x[i], &expected[i], sizeof(float)) != 0)
            QFAIL(qPrintable(
                QStringLiteral("element %1: %2, expected %3").arg(i).arg(x[i]).arg(expected[i])));
}

void DequantizeTest::plainTypes()
{
    const std::array<float, 3> values = {1.5F, -2.25F, 0x1p-14F};
    std::array<float, 3> x = {};
    core::dequantize(DType::F32, reinterpret_cast<const std::byte*>(values.data()), x.data(), 3);
    QCOMPARE(x, values);
    std::array<std::uint16_t, 3> halves = {};
    std::array<std::uint16_t, 3> bf16s = {};
    for (std::size_t i = 0; i < 3; ++i) {
        halves[i] = core::halfFromFloat(values[i]);
        bf16s[i] = core::bf16FromFloat(values[i]);
    }
    x = {};
    core::dequantize(DType::F16, reinterpret_cast<const std::byte*>(halves.data()), x.data(), 3);
    QCOMPARE(x, values);
    x = {};
    core::dequantize(DType::BF16, reinterpret_cast<const std::byte*>(bf16s.data()), x.data(), 3);
    QCOMPARE(x, values);
    core::dequantize(DType::F32, nullptr, nullptr, 0);
}

QTEST_APPLESS_MAIN(DequantizeTest)
#include "tst_dequantize.moc"
