// Sizes against 128-bit arithmetic, which cannot wrap here.
#include "core/formats/tensor_size.h"

#include <QTest>

#include <array>
#include <random>

namespace {

__extension__ using Wide = unsigned __int128;
constexpr Wide kLimit = static_cast<Wide>(1) << 63;

} // namespace

class TensorSizeTest : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithWideArithmetic();
};

void TensorSizeTest::agreesWithWideArithmetic()
{
    constexpr std::array kTypes = {core::DType::F32,
                                   core::DType::F16,
                                   core::DType::Q4_0,
                                   core::DType::Q8_0,
                                   core::DType::Q6_K};
    std::mt19937_64 random(3);
    for (int round = 0; round < 1'000'000; ++round) {
        std::array<std::uint64_t, 4> dimensions = {};
        for (std::uint64_t& dimension : dimensions) {
            dimension = random() >> (random() % 64);
            if (random() % 4 == 0) // near a power of two, where products wrap
                dimension = (std::uint64_t{1} << (random() % 64)) - random() % 2;
        }
        const core::DType dtype = kTypes[random() % kTypes.size()];
        Wide product = 1;
        bool overflows = false;
        bool empty = false;
        for (const std::uint64_t dimension : dimensions) {
            if (dimension == 0) {
                empty = true;
                continue;
            }
            product = overflows ? 0 : product * dimension; // below 2^63 * 2^64
            overflows = overflows || product >= kLimit;
        }
        const auto elements = core::elementCount(dimensions);
        QCOMPARE(elements.has_value(), !overflows);
        if (!elements)
            continue;
        QCOMPARE(*elements, empty ? 0 : static_cast<std::uint64_t>(product));
        const core::DTypeTraits& type = core::traits(dtype);
        const Wide bytes = static_cast<Wide>(*elements / type.blockElements) * type.blockBytes;
        const auto stored = core::storedBytes(dtype, *elements);
        QCOMPARE(stored.has_value(), *elements % type.blockElements == 0 && bytes < kLimit);
        if (stored)
            QCOMPARE(*stored, static_cast<std::uint64_t>(bytes));
    }
}

QTEST_APPLESS_MAIN(TensorSizeTest)
#include "tst_tensor_size.moc"
