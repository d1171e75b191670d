// The integer products of every quantised type: each instruction set gives the bits of the scalar
// specification, and that agrees with the product of the dequantised weights.
#include "core/kernels/kernel_table.h"
#include "core/kernels/matmul.h"
#include "core/kernels/packed_matrix.h"
#include "core/tensor/dequantize.h"
#include "core/threads/worker_team.h"
#include "tests/support/tiny_llama.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <random>
#include <span>

using namespace core;

namespace {

std::vector<DType> quantisedTypes()
{
    std::vector<DType> types;
    for (std::uint32_t number = 0; number < 64; ++number)
        if (const auto dtype = dtypeFromGguf(number); dtype && traits(*dtype).blockElements > 1)
            types.push_back(*dtype);
    return types;
}

std::vector<ActivationBlock> randomActivations(std::size_t blocks, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    std::vector<float> x(blocks * kBlockColumns);
    for (float& value : x)
        value = normal(random);
    std::vector<ActivationBlock> result(blocks);
    scalarKernels().quantizeRow(x.data(), blocks, result.data());
    return result;
}

void everyQuantisedType()
{
    QTest::addColumn<DType>("dtype");
    for (DType dtype : quantisedTypes())
        QTest::newRow(traits(dtype).name.data()) << dtype;
}

// Of those that this processor can run.
std::vector<const KernelTable*> vectorTables()
{
    std::vector<const KernelTable*> tables;
    for (const auto& [name, isa] : kIsas)
        if (const KernelTable* table = kernelTableFor(isa); table != nullptr && isa != Isa::Scalar)
            tables.push_back(table);
    return tables;
}

bool sameBits(const float* a, const float* b, std::size_t n)
{
    return std::memcmp(a, b, n * sizeof(float)) == 0;
}

} // namespace

class TestPackedTile : public QObject
{
    Q_OBJECT

private slots:
    void matchesExactProduct_data();
    void matchesExactProduct();
    void twoStripsAtOnce_data() { everyQuantisedType(); }
    void twoStripsAtOnce();
    void keepsExtremes_data() { everyQuantisedType(); }
    void keepsExtremes();
};

void TestPackedTile::matchesExactProduct_data()
{
    QTest::addColumn<DType>("dtype");
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("cols");
    for (DType dtype : quantisedTypes()) {
        const int block = static_cast<int>(traits(dtype).blockElements);
        for (int rows : {1, 7, 8, 9, 24})
            for (int blocks : {1, 2, 3, 5})
                QTest::addRow("%s %dx%d", traits(dtype).name.data(), rows, blocks * block)
                    << dtype << rows << blocks * block;
    }
}

void TestPackedTile::matchesExactProduct()
{
    QFETCH(DType, dtype);
    QFETCH(int, rows);
    QFETCH(int, cols);
    const auto m = static_cast<std::size_t>(rows);
    const auto k = static_cast<std::size_t>(cols);
    const std::string stored = tests::randomElements(dtype, m * k, 11);
    const std::span bytes(reinterpret_cast<const std::byte*>(stored.data()), stored.size());
    std::vector<float> weights(m * k);
    dequantize(dtype, bytes.data(), weights.data(), weights.size());
    InlineTeam team;
    const Result<PackedMatrix> packed = PackedMatrix::pack(dtype, m, k, bytes, team);
    QVERIFY(packed.has_value());
    const std::size_t fileBytes = packed->stripCount() * kStripRows * byteSize(dtype, k);
    if (packedFormatFor(dtype) != PackedFormat::Wide)
        QVERIFY(packed->sizeBytes() >= fileBytes && packed->sizeBytes() <= fileBytes * 1.05);

    const std::vector<ActivationBlock> x = randomActivations(kTileTokens * k / kBlockColumns, 7);
    const ActivationView view{x.data(), k / kBlockColumns};
    const PackedTile specification = scalarKernels().packedTile(packedFormatFor(dtype));
    for (std::size_t strip = 0; strip < packed->stripCount(); ++strip) {
        float whole[kTileTokens * kStripRows];
        specification(packed->strips(strip, 1), view, kTileTokens, whole, kStripRows);
        for (const KernelTable* table : vectorTables())
            for (std::size_t tokens = 1; tokens <= kTileTokens;
                 ++tokens) { // every tile width gives the same bits
                float y[kTileTokens * kStripRows];
                table->packedTile(packedFormatFor(dtype))(
                    packed->strips(strip, 1), view, tokens, y, kStripRows);
                QVERIFY(sameBits(y, whole, tokens * kStripRows));
            }
        for (std::size_t t = 0; t < kTileTokens; ++t)
            for (std::size_t r = 0; r < kStripRows && strip * kStripRows + r < m; ++r) {
                double exact = 0, magnitude = 0;
                for (std::size_t i = 0; i < k; ++i) {
                    const ActivationBlock& block = view.row(t)[i / kBlockColumns];
                    const double w = weights[(strip * kStripRows + r) * k + i];
                    const double activation = double(block.q[i % 32]) * block.scale[i % 32 / 16];
                    exact += w * activation;
                    magnitude +=
                        (std::fabs(w) + 0.1) * std::fabs(activation); // weights are up to 0.1 large
                }
                QVERIFY(std::fabs(exact - whole[t * kStripRows + r]) <= 1e-6 * magnitude);
            }
    }
}

// Two strips at once are the two alone, in every tile width, unpacked beforehand or not.
void TestPackedTile::twoStripsAtOnce()
{
    QFETCH(DType, dtype);
    constexpr std::size_t kRows = kTileStrips * kStripRows;
    const std::size_t cols = 3 * traits(dtype).blockElements;
    const std::string stored = tests::randomElements(dtype, kRows * cols, 5);
    const std::span bytes(reinterpret_cast<const std::byte*>(stored.data()), stored.size());
    InlineTeam team;
    const Result<PackedMatrix> packed = PackedMatrix::pack(dtype, kRows, cols, bytes, team);
    QVERIFY(packed.has_value());
    const std::vector<ActivationBlock> x = randomActivations(kTileTokens * cols / kBlockColumns, 7);
    const ActivationView view{x.data(), cols / kBlockColumns};
    float alone[kTileTokens * kRows];
    const PackedTile specification = scalarKernels().packedTile(packedFormatFor(dtype));
    for (std::size_t strip = 0; strip < kTileStrips; ++strip)
        specification(
            packed->strips(strip, 1), view, kTileTokens, alone + strip * kStripRows, kRows);
    std::vector<const KernelTable*> tables = vectorTables();
    tables.push_back(&scalarKernels());
    const auto check = [&](const KernelTable& table, const PackedStrips& strips) {
        for (std::size_t tokens = 1; tokens <= kTileTokens; ++tokens) {
            float y[kTileTokens * kRows];
            table.packedTile(packedFormatFor(dtype))(strips, view, tokens, y, kRows);
            QVERIFY2(sameBits(y, alone, tokens * kRows), table.name.data());
        }
    };
    WorkerRoom room;
    room.resize(1, view.rowBlocks * kUnpackedBlockBytes);
    for (const KernelTable* table : tables) {
        PackedStrips strips = packed->strips(0, kTileStrips);
        check(*table, strips);
        if (const UnpackStrips unpack = table->unpackStrips(packedFormatFor(dtype))) {
            unpack(strips, view.rowBlocks, room.of(0));
            strips.unpacked = room.of(0);
            check(*table, strips);
        }
    }
}

// The largest products that 16-bit sums must hold: every activation is 127 or -127, every weight
// byte the same.
void TestPackedTile::keepsExtremes()
{
    QFETCH(DType, dtype);
    if (vectorTables().empty())
        QSKIP("this processor has no AVX2");
    const std::size_t cols = traits(dtype).blockElements;
    InlineTeam team;
    for (unsigned byte : {0x00U, 0x80U, 0x7fU, 0xffU}) {
        std::string stored = tests::randomElements(dtype, kStripRows * cols, 3);
        for (std::size_t row = 0; row < kStripRows;
             ++row) // the factors stand in the first or the last four bytes
            std::memset(&stored[row * traits(dtype).blockBytes + 4],
                        static_cast<int>(byte),
                        traits(dtype).blockBytes - (cols == 32 ? 4 : 8));
        const std::span bytes(reinterpret_cast<const std::byte*>(stored.data()), stored.size());
        const Result<PackedMatrix> packed =
            PackedMatrix::pack(dtype, kStripRows, cols, bytes, team);
        QVERIFY(packed.has_value());
        for (float sign : {1.0F, -1.0F}) {
            const std::vector<float> ones(cols, sign);
            std::vector<ActivationBlock> x(cols / kBlockColumns);
            scalarKernels().quantizeRow(ones.data(), x.size(), x.data());
            const ActivationView view{x.data(), x.size()};
            float expected[kStripRows], y[kStripRows];
            scalarKernels().packedTile(packedFormatFor(dtype))(
                packed->strips(0, 1), view, 1, expected, kStripRows);
            for (const KernelTable* table : vectorTables()) {
                table->packedTile(packedFormatFor(dtype))(
                    packed->strips(0, 1), view, 1, y, kStripRows);
                QVERIFY(sameBits(y, expected, kStripRows));
            }
        }
    }
}

QTEST_APPLESS_MAIN(TestPackedTile)
#include "tst_packed_tile.moc"
