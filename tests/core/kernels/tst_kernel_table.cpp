// Every instruction set against the scalar specification: the same bits, for every length and odd alignment.
#include "core/base/half.h"
#include "core/kernels/kernel_table.h"
#include "core/kernels/packed_matrix.h"
#include "core/tensor/dequantize.h"
#include "core/threads/worker_team.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

using namespace core;

namespace {

std::mt19937& generator()
{
    static std::mt19937 instance(20261124);
    return instance;
}

std::vector<float> randomFloats(std::size_t n)
{
    std::normal_distribution<float> normal;
    std::vector<float> values(n);
    for (float& value : values)
        value = normal(generator());
    return values;
}

// Blocks with random quants and small positive scales; every byte pattern of the quants is legal.
std::vector<std::byte> randomBlocks(DType dtype, std::size_t elements)
{
    std::vector<std::byte> bytes(byteSize(dtype, elements));
    for (std::byte& byte : bytes)
        byte = static_cast<std::byte>(generator()());
    const auto setHalf = [&](std::size_t offset, float value) {
        const std::uint16_t half = halfFromFloat(value);
        std::memcpy(bytes.data() + offset, &half, 2);
    };
    std::uniform_real_distribution<float> scale(0.001F, 0.02F);
    const std::size_t blockBytes = traits(dtype).blockBytes;
    for (std::size_t at = 0; at < bytes.size(); at += blockBytes) {
        setHalf(dtype == DType::Q6_K ? at + 208 : at, scale(generator()));
        if (dtype == DType::Q4_1)
            setHalf(at + 2, -scale(generator()));
    }
    return bytes;
}

PackedTile tileOf(const KernelTable& table, DType dtype)
{
    switch (dtype) {
    case DType::Q4_0:
        return table.tileQ4_0;
    case DType::Q4_1:
        return table.tileQ4_1;
    case DType::Q8_0:
        return table.tileQ8_0;
    default:
        return table.tileQ6_K;
    }
}

bool sameBits(const float* a, const float* b, std::size_t n)
{
    return std::memcmp(a, b, n * sizeof(float)) == 0;
}

} // namespace

class TestKernelTable : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void quantizesAlike_data();
    void quantizesAlike();
    void tilesMatchExactProduct_data();
    void tilesMatchExactProduct();
    void dotsAlike();
    void normsAlike();
    void exponentialIsAccurate();
    void attendsAlike_data();
    void attendsAlike();
    void attentionMatchesSoftmax();

private:
    const KernelTable& m_scalar = scalarKernels();
    const KernelTable* m_best = nullptr;
};

void TestKernelTable::initTestCase()
{
    m_best = kernelTableFor(Isa::Avx2);
    if (m_best == nullptr) {
        qInfo("this processor has no AVX2: the scalar kernels are compared with themselves");
        m_best = &m_scalar;
    }
}

void TestKernelTable::quantizesAlike_data()
{
    QTest::addColumn<QList<float>>("special");
    QTest::newRow("ordinary") << QList<float>{};
    QTest::newRow("all zero") << QList<float>{0.0F};
    QTest::newRow("halves to even") << QList<float>{127.0F, 0.5F, 1.5F, 2.5F, -0.5F, -1.5F};
    QTest::newRow("tiny") << QList<float>{1e-38F, -1e-39F};
    QTest::newRow("huge") << QList<float>{3e38F, -3e38F, 1.0F};
}

void TestKernelTable::quantizesAlike()
{
    QFETCH(QList<float>, special);
    for (std::size_t cols : {32U, 64U, 576U, 1536U}) {
        std::vector<float> x = randomFloats(cols);
        for (std::size_t i = 0; i < cols && !special.isEmpty(); ++i)
            x[i] = special[static_cast<qsizetype>(i) % special.size()];
        ActivationBuffer a, b;
        a.resize(1, cols);
        b.resize(1, cols);
        m_scalar.quantizeRow(x.data(), cols, a.q(0), a.scale(0), a.sums(0));
        m_best->quantizeRow(x.data(), cols, b.q(0), b.scale(0), b.sums(0));
        QVERIFY(std::memcmp(a.q(0), b.q(0), cols) == 0);
        QVERIFY(sameBits(a.scale(0), b.scale(0), cols / 16));
        QVERIFY(std::memcmp(a.sums(0), b.sums(0), cols / 16 * 2) == 0);
        for (std::size_t i = 0; i < cols; ++i) // half a step of the block's scale
            QVERIFY(std::fabs(a.q(0)[i] * a.scale(0)[i / 16] - x[i]) <= a.scale(0)[i / 16] * 0.5001F + kSmallestActivation);
    }
}

void TestKernelTable::tilesMatchExactProduct_data()
{
    QTest::addColumn<DType>("dtype");
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("cols");
    for (DType dtype : {DType::Q4_0, DType::Q4_1, DType::Q8_0, DType::Q6_K}) {
        const int block = static_cast<int>(traits(dtype).blockElements);
        for (int rows : {1, 7, 8, 9, 24})
            for (int blocks : {1, 2, 3, 5})
                QTest::addRow("%s %dx%d", traits(dtype).name.data(), rows, blocks * block)
                    << dtype << rows << blocks * block;
    }
}

void TestKernelTable::tilesMatchExactProduct()
{
    QFETCH(DType, dtype);
    QFETCH(int, rows);
    QFETCH(int, cols);
    const auto m = static_cast<std::size_t>(rows);
    const auto k = static_cast<std::size_t>(cols);
    const std::vector<std::byte> stored = randomBlocks(dtype, m * k);
    std::vector<float> weights(m * k);
    dequantize(dtype, stored.data(), weights.data(), weights.size());
    InlineTeam team;
    const Result<PackedMatrix> packed = PackedMatrix::pack(dtype, m, k, stored, team);
    QVERIFY(packed.has_value());
    QCOMPARE(packed->sizeBytes(), packed->stripCount() * 8 * byteSize(dtype, k));

    const std::vector<float> x = randomFloats(kTileTokens * k);
    ActivationBuffer activations;
    activations.resize(kTileTokens, k);
    for (std::size_t t = 0; t < kTileTokens; ++t)
        m_scalar.quantizeRow(
            x.data() + t * k, k, activations.q(t), activations.scale(t), activations.sums(t));

    for (std::size_t strip = 0; strip < packed->stripCount(); ++strip) {
        float whole[kTileTokens * kStripRows];
        tileOf(m_scalar, dtype)(packed->strip(strip), activations.view(), kTileTokens, whole, kStripRows);
        for (std::size_t tokens = 1; tokens <= kTileTokens; ++tokens) { // every tile width gives the same bits
            float y[kTileTokens * kStripRows];
            tileOf(*m_best, dtype)(packed->strip(strip), activations.view(), tokens, y, kStripRows);
            QVERIFY(sameBits(y, whole, tokens * kStripRows));
        }
        for (std::size_t t = 0; t < kTileTokens; ++t)
            for (std::size_t r = 0; r < kStripRows && strip * kStripRows + r < m; ++r) {
                double exact = 0, magnitude = 0;
                for (std::size_t i = 0; i < k; ++i) {
                    const double term = double(weights[(strip * kStripRows + r) * k + i])
                        * activations.q(t)[i] * activations.scale(t)[i / 16];
                    exact += term;
                    magnitude += std::fabs(term);
                }
                QVERIFY(std::fabs(exact - whole[t * kStripRows + r]) <= 1e-5 * magnitude);
            }
    }
}

void TestKernelTable::dotsAlike()
{
    for (std::size_t n = 0; n <= 130; ++n)
        for (std::size_t shift : {0U, 1U, 3U}) {
            const std::vector<float> x = randomFloats(n + shift);
            const std::vector<float> w = randomFloats(n + shift);
            std::vector<std::uint16_t> half(w.size()), brain(w.size());
            std::transform(w.begin(), w.end(), half.begin(), halfFromFloat);
            std::transform(w.begin(), w.end(), brain.begin(), bf16FromFloat);
            const float f32 = m_best->dotF32(x.data() + shift, w.data() + shift, n);
            QCOMPARE(f32, m_scalar.dotF32(x.data() + shift, w.data() + shift, n));
            QCOMPARE(m_best->dotF16(x.data() + shift, half.data() + shift, n),
                     m_scalar.dotF16(x.data() + shift, half.data() + shift, n));
            QCOMPARE(m_best->dotBf16(x.data() + shift, brain.data() + shift, n),
                     m_scalar.dotBf16(x.data() + shift, brain.data() + shift, n));
            double exact = 0, magnitude = 0;
            for (std::size_t i = shift; i < n + shift; ++i) {
                exact += double(x[i]) * w[i];
                magnitude += std::fabs(double(x[i]) * w[i]);
            }
            QVERIFY(std::fabs(exact - f32) <= 1e-6 * magnitude + 1e-12);
        }
}

void TestKernelTable::normsAlike()
{
    for (std::size_t n = 1; n <= 67; ++n) {
        const std::vector<float> x = randomFloats(n);
        const std::vector<float> weight = randomFloats(n);
        std::vector<float> a(n), b(n);
        m_scalar.rmsNorm(x.data(), weight.data(), n, 1e-5F, a.data());
        m_best->rmsNorm(x.data(), weight.data(), n, 1e-5F, b.data());
        QVERIFY(sameBits(a.data(), b.data(), n));
        double squares = 0;
        for (float value : x)
            squares += double(value) * value;
        const double scale = 1 / std::sqrt(squares / double(n) + 1e-5);
        for (std::size_t i = 0; i < n; ++i)
            QVERIFY(std::fabs(a[i] - x[i] * scale * weight[i]) <= 1e-6 * (1 + std::fabs(a[i])));
    }
}

void TestKernelTable::exponentialIsAccurate()
{
    // siluMultiply(gate, 1) = gate / (1 + e^-gate) shows the exponential over its whole range.
    std::vector<float> gate;
    for (float value = -100.0F; value <= 100.0F; value += 0.0371F)
        gate.push_back(value);
    const std::vector<float> ones(gate.size(), 1.0F);
    std::vector<float> a = gate, b = gate;
    m_scalar.siluMultiply(a.data(), ones.data(), a.size());
    m_best->siluMultiply(b.data(), ones.data(), b.size());
    QVERIFY(sameBits(a.data(), b.data(), a.size()));
    for (std::size_t i = 0; i < gate.size(); ++i) {
        if (gate[i] < -87.0F) // the exponential is held below infinity there
            continue;
        const double exact = gate[i] / (1 + std::exp(-double(gate[i])));
        QVERIFY2(std::fabs(a[i] - exact) <= 1e-6 * std::fabs(exact), qPrintable(QString::number(gate[i])));
    }
}

void TestKernelTable::attendsAlike_data()
{
    QTest::addColumn<int>("count");
    for (int count : {1, 2, 7, 8, 9, 31, 32})
        QTest::addRow("%d positions", count) << count;
}

void TestKernelTable::attendsAlike()
{
    QFETCH(int, count);
    constexpr std::size_t kHeads = 3, kDim = 64;
    const std::vector<float> q = randomFloats(kHeads * kDim);
    const std::vector<float> keys = randomFloats(kDim * kPageTokens);
    const std::vector<float> values = randomFloats(kPageTokens * kDim);
    std::vector<std::uint16_t> keysHalf(keys.size()), valuesHalf(values.size());
    std::transform(keys.begin(), keys.end(), keysHalf.begin(), halfFromFloat);
    std::transform(values.begin(), values.end(), valuesHalf.begin(), halfFromFloat);

    const auto run = [&](void (*attend)(const AttentionPage&), const void* k, const void* v) {
        std::vector<float> state(kHeads * (kDim + 2));
        std::fill_n(state.begin(), kHeads, -std::numeric_limits<float>::infinity());
        for (std::size_t pass = 0; pass < 2; ++pass) // the second page meets a state that is not empty
            attend({q.data(), kHeads, kDim, k, v, static_cast<std::size_t>(count), state.data(),
                    state.data() + kHeads, state.data() + 2 * kHeads});
        return state;
    };
    QCOMPARE(run(m_best->attendF32, keys.data(), values.data()),
             run(m_scalar.attendF32, keys.data(), values.data()));
    QCOMPARE(run(m_best->attendF16, keysHalf.data(), valuesHalf.data()),
             run(m_scalar.attendF16, keysHalf.data(), valuesHalf.data()));
}

void TestKernelTable::attentionMatchesSoftmax()
{
    constexpr std::size_t kDim = 16, kPages = 3, kLast = 5;
    const std::vector<float> q = randomFloats(kDim);
    const std::vector<float> keys = randomFloats(kPages * kDim * kPageTokens);
    const std::vector<float> values = randomFloats(kPages * kPageTokens * kDim);
    float maximum = -std::numeric_limits<float>::infinity(), sum = 0;
    std::vector<float> output(kDim);
    std::vector<double> scores;
    std::vector<const float*> rows;
    for (std::size_t p = 0; p < kPages; ++p) {
        const float* k = keys.data() + p * kDim * kPageTokens;
        const float* v = values.data() + p * kPageTokens * kDim;
        const std::size_t count = p + 1 < kPages ? kPageTokens : kLast;
        m_best->attendF32({q.data(), 1, kDim, k, v, count, &maximum, &sum, output.data()});
        for (std::size_t j = 0; j < count; ++j) {
            double score = 0;
            for (std::size_t d = 0; d < kDim; ++d)
                score += double(q[d]) * k[d * kPageTokens + j];
            scores.push_back(score);
            rows.push_back(v + j * kDim);
        }
    }
    double total = 0;
    for (double score : scores)
        total += std::exp(score);
    for (std::size_t d = 0; d < kDim; ++d) {
        double exact = 0;
        for (std::size_t j = 0; j < scores.size(); ++j)
            exact += std::exp(scores[j]) / total * rows[j][d];
        QVERIFY(std::fabs(exact - output[d] / sum) <= 1e-5);
    }
}

QTEST_APPLESS_MAIN(TestKernelTable)
#include "tst_kernel_table.moc"
