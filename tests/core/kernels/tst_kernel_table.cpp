// Every instruction set against the scalar specification: the same bits, for every length and odd
// alignment.
#include "core/base/half.h"
#include "core/kernels/kernel_table.h"

#include <QTest>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
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

bool sameBits(const float* a, const float* b, std::size_t n)
{
    return std::memcmp(a, b, n * sizeof(float)) == 0;
}

// [n, rows, 8] of the eights of columns n, from `shift` on.
std::vector<float>
interleaved(const float* values, std::size_t rows, std::size_t columns, std::size_t shift)
{
    std::vector<float> out(shift + (columns + 7) / 8 * rows * 8);
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t k = 0; k < columns; ++k)
            out[shift + (k / 8 * rows + row) * 8 + k % 8] = values[row * columns + k];
    return out;
}

// Two eights of columns a call.
void multiplyInPieces(const KernelTable& table, InterleavedTile tile)
{
    std::vector<float> sums(kFloatTileSums);
    tile.sums = sums.data();
    std::size_t left = tile.eights;
    for (tile.isFirst = true; left != 0; tile.isFirst = false) {
        tile.eights = std::min<std::size_t>(left, 2);
        left -= tile.eights;
        tile.isLast = left == 0;
        table.tileInterleaved(tile);
        tile.x += tile.eights * kFloatTileTokens * 8;
        tile.w += tile.eights * kFloatTileRows * 8;
    }
}

} // namespace

class TestKernelTable : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data();
    void init();
    void quantizesAlike_data();
    void quantizesAlike();
    void floatTilesAlike();
    void normsAlike();
    void exponentialIsAccurate();
    void activationsAlike();
    void narrowsAlike();
    void interleavesAlike();
    void attendsAlike_data();
    void attendsAlike();
    void attentionMatchesSoftmax();

private:
    const KernelTable& m_scalar = scalarKernels();
    const KernelTable* m_best = nullptr;
};

// Every test runs once per instruction set; those that this processor lacks are skipped by name.
void TestKernelTable::initTestCase_data()
{
    QTest::addColumn<Isa>("isa");
    for (const auto& [name, isa] : kIsas)
        QTest::newRow(name.data()) << isa;
}

void TestKernelTable::init()
{
    QFETCH_GLOBAL(Isa, isa);
    m_best = kernelTableFor(isa);
    if (m_best == nullptr)
        QSKIP("this processor lacks the instruction set");
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
        std::vector<ActivationBlock> a(cols / 32), b(cols / 32);
        m_scalar.quantizeRow(x.data(), a.size(), a.data());
        m_best->quantizeRow(x.data(), b.size(), b.data());
        QVERIFY(std::memcmp(a.data(), b.data(), a.size() * sizeof(ActivationBlock)) == 0);
        for (std::size_t i = 0; i < cols; ++i) { // half a step of the scale
            const ActivationBlock& block = b[i / 32];
            const float scale = block.scale[i % 32 / 16];
            QVERIFY(std::fabs(block.q[i % 32] * scale - x[i]) <=
                    scale * 0.5001F + kSmallestActivation);
        }
        for (const ActivationBlock& block : b)
            for (std::size_t half = 0; half < 2; ++half) {
                const int total = std::accumulate(block.q + 16 * half, block.q + 16 * half + 16, 0);
                QCOMPARE(block.total[half], block.scale[half] * static_cast<float>(total));
            }
    }
}

void TestKernelTable::floatTilesAlike()
{
    for (std::size_t n = 1; n <= 66; ++n)
        for (std::size_t shift : {0U, 1U, 3U}) {
            const std::vector<float> x = randomFloats(kFloatTileTokens * n + shift);
            const std::vector<float> w = randomFloats(kFloatTileRows * n + shift);
            std::vector<std::uint16_t> half(w.size()), brain(w.size());
            std::transform(w.begin(), w.end(), half.begin(), halfFromFloat);
            std::transform(w.begin(), w.end(), brain.begin(), bf16FromFloat);
            const auto run = [&](void (*tile)(const FloatTile&),
                                 const void* weights,
                                 std::size_t tokens,
                                 std::size_t rows) {
                std::vector<float> y(kFloatTileTokens * kFloatTileRows, -1.0F);
                tile({x.data() + shift, n, tokens, weights, n, rows, n, y.data(), kFloatTileRows});
                return y;
            };
            const std::vector<float> xInterleaved =
                interleaved(x.data() + shift, kFloatTileTokens, n, shift);
            const std::vector<float> wInterleaved =
                interleaved(w.data() + shift, kFloatTileRows, n, shift);
            const std::vector<float> whole =
                run(m_scalar.tileF32, w.data() + shift, kFloatTileTokens, kFloatTileRows);
            std::vector<float> apart = whole; // rows 0 and 2 again
            for (std::size_t i = 0; i < apart.size(); i += 2)
                apart[i] = 0.0F;
            m_best->tileF32({x.data() + shift,
                             n,
                             kFloatTileTokens,
                             w.data() + shift,
                             2 * n,
                             2,
                             n,
                             apart.data(),
                             kFloatTileRows,
                             2});
            QCOMPARE(apart, whole);
            for (std::size_t tokens = 1; tokens <= kFloatTileTokens; ++tokens)
                for (std::size_t rows = 1; rows <= kFloatTileRows; ++rows) {
                    const std::vector<float> y =
                        run(m_best->tileF32, w.data() + shift, tokens, rows);
                    QCOMPARE(y, run(m_scalar.tileF32, w.data() + shift, tokens, rows));
                    for (const KernelTable* table : {m_best, &m_scalar}) {
                        std::vector<float> pieced(y.size(), -1.0F);
                        multiplyInPieces(*table,
                                         {.x = xInterleaved.data() + shift,
                                          .tokens = tokens,
                                          .w = wInterleaved.data() + shift,
                                          .rows = rows,
                                          .eights = (n + 7) / 8,
                                          .y = pieced.data(),
                                          .yStride = kFloatTileRows});
                        QCOMPARE(pieced, y);
                    }
                    for (std::size_t t = 0; t < tokens; ++t)
                        QVERIFY(sameBits(&y[t * kFloatTileRows], &whole[t * kFloatTileRows], rows));
                    QCOMPARE(run(m_best->tileF16, half.data() + shift, tokens, rows),
                             run(m_scalar.tileF16, half.data() + shift, tokens, rows));
                    QCOMPARE(run(m_best->tileBf16, brain.data() + shift, tokens, rows),
                             run(m_scalar.tileBf16, brain.data() + shift, tokens, rows));
                }
            for (std::size_t t = 0; t < kFloatTileTokens; ++t)
                for (std::size_t r = 0; r < kFloatTileRows; ++r) {
                    double exact = 0, magnitude = 0;
                    for (std::size_t k = 0; k < n; ++k) {
                        const double product = double(x[shift + t * n + k]) * w[shift + r * n + k];
                        exact += product;
                        magnitude += std::fabs(product);
                    }
                    QVERIFY(std::fabs(exact - whole[t * kFloatTileRows + r]) <=
                            1e-6 * magnitude + 1e-12);
                }
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
        QVERIFY2(std::fabs(a[i] - exact) <= 1e-6 * std::fabs(exact),
                 qPrintable(QString::number(gate[i])));
    }
}

void TestKernelTable::activationsAlike()
{
    std::vector<float> gate, up;
    for (float value = -30.0F; value <= 30.0F; value += 0.0371F) {
        gate.push_back(value);
        up.push_back(std::sin(value) * 10);
    }
    const auto check = [&](auto operation, auto exact) {
        for (const std::size_t n : {gate.size(), std::size_t{13}}) {
            std::vector<float> a = gate, b = gate;
            operation(m_scalar, a.data(), n);
            operation(*m_best, b.data(), n);
            QVERIFY(sameBits(a.data(), b.data(), gate.size()));
            for (std::size_t i = 0; i < n; ++i)
                QVERIFY(std::fabs(a[i] - exact(double(gate[i]), double(up[i]))) <=
                        4e-6 * (1 + std::fabs(double(gate[i] * up[i]))));
        }
    };
    check(
        [&](const KernelTable& table, float* x, std::size_t n) {
            table.geluTanhMultiply(x, up.data(), n);
        },
        [](double g, double u) {
            return 0.5 * g * (1 + std::tanh(std::sqrt(2 / M_PI) * (g + 0.044715 * g * g * g))) * u;
        });
    check([&](const KernelTable& table,
              float* x,
              std::size_t n) { table.clampedSiluMultiply(x, up.data(), n); },
          [](double g, double u) {
              g = std::min(g, 7.0);
              return g / (1 + std::exp(-1.702 * g)) * (std::clamp(u, -7.0, 7.0) + 1);
          });
    check([&](const KernelTable& table, float* x, std::size_t n) { table.softCap(x, n, 30.0F); },
          [](double x, double) { return 30 * std::tanh(x / 30); });
}

// Every half and what lies beside it: between two halves, on both sides of the tie.
void TestKernelTable::narrowsAlike()
{
    std::vector<float> x;
    for (std::uint32_t half = 0; half < 0x10000; ++half) {
        const auto bits = std::bit_cast<std::uint32_t>(floatFromHalf(std::uint16_t(half)));
        for (const std::uint32_t beside : {0U, 1U, 0xfffU, 0x1000U, 0x1001U, 0x1fffU})
            x.push_back(std::bit_cast<float>(bits + beside));
    }
    for (const float value : {65519.0F, 65520.0F, 1e10F, 1e-10F, 5e-8F, 2.98e-8F, 2.99e-8F})
        x.insert(x.end(), {value, -value});
    for (std::size_t n : {x.size(), std::size_t{1}, std::size_t{7}, std::size_t{9}}) {
        std::vector<std::uint16_t> a(n), b(n);
        m_scalar.narrow(x.data(), n, a.data());
        m_best->narrow(x.data(), n, b.data());
        QVERIFY(a == b);
        for (std::size_t i = 0; i < n; ++i)
            QCOMPARE(a[i], halfFromFloat(x[i]));
    }
}

// Every number of 16 bits, in vectors and in what is left of one, which is filled up with zeros;
// what is between the eights stays as it is.
void TestKernelTable::interleavesAlike()
{
    std::vector<std::uint16_t> halves(0x10000);
    std::iota(halves.begin(), halves.end(), std::uint16_t{0});
    std::vector<float> floats(100);
    std::iota(floats.begin(), floats.end(), 0.5F);
    const auto check = [](auto interleave, const auto& x, auto one) {
        for (const std::size_t n : {x.size(), x.size() - 3, std::size_t{1}, std::size_t{9}}) {
            for (const std::size_t step : {8, 20}) {
                std::vector<float> out(eightsOf(n) * step, -7.0F);
                interleave(x.data(), n, out.data(), step);
                for (std::size_t i = 0; i < out.size(); ++i) {
                    const std::size_t column = i / step * 8 + i % step;
                    const float expected = i % step >= 8 ? -7.0F : column < n ? one(x[column]) : 0;
                    if (std::isnan(expected))
                        QVERIFY(std::isnan(out[i]));
                    else
                        QVERIFY(sameBits(&out[i], &expected, 1));
                }
            }
        }
    };
    for (const KernelTable* table : {&m_scalar, m_best}) {
        check(table->interleaveF32, floats, [](float value) { return value; });
        check(table->interleaveF16, halves, floatFromHalf);
        check(table->interleaveBf16, halves, floatFromBf16);
    }
}

void TestKernelTable::attendsAlike_data()
{
    QTest::addColumn<int>("heads");
    QTest::addColumn<int>("dim");
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("count");
    QTest::addColumn<float>("softCap");
    for (int count : {1, 2, 7, 8, 9, 15, 16, 17, 31, 32})
        for (float softCap : {0.0F, 5.0F})
            QTest::addRow("%d positions, soft-cap %g", count, double(softCap))
                << 3 << 64 << 0 << count << softCap;
    for (int first : {1, 7, 8, 15, 16, 31})
        QTest::addRow("from position %d", first) << 3 << 64 << first << 32 << 0.0F;
    for (int heads : {1, 2, 4, 5, 6, 7, 9, 24})
        QTest::addRow("%d heads", heads) << heads << 64 << 0 << 30 << 0.0F;
    for (int dim : {8, 16, 24, 40, 72, 80, 96, 128, 136})
        QTest::addRow("heads of %d", dim) << 7 << dim << 0 << 30 << 0.0F;
}

void TestKernelTable::attendsAlike()
{
    QFETCH(int, heads);
    QFETCH(int, dim);
    QFETCH(int, first);
    QFETCH(int, count);
    QFETCH(float, softCap);
    const auto h = static_cast<std::size_t>(heads), d = static_cast<std::size_t>(dim);
    const std::vector<float> q = randomFloats(h * d);
    const std::vector<float> keys = randomFloats(d * kPageTokens);
    const std::vector<float> values = randomFloats(kPageTokens * d);
    std::vector<std::uint16_t> keysHalf(keys.size()), valuesHalf(values.size());
    std::transform(keys.begin(), keys.end(), keysHalf.begin(), halfFromFloat);
    std::transform(values.begin(), values.end(), valuesHalf.begin(), halfFromFloat);

    std::vector<float> room(2 * keys.size());
    const auto run = [&](void (*attend)(const AttentionPage&),
                         const void* k,
                         const void* v,
                         float* widened = nullptr) {
        std::vector<float> state(h * (d + 2));
        std::fill_n(state.begin(), h, -std::numeric_limits<float>::infinity());
        for (std::size_t pass = 0; pass < 2;
             ++pass) // the second page meets a state that is not empty
            attend({q.data(),
                    h,
                    d,
                    k,
                    v,
                    static_cast<std::size_t>(count),
                    state.data(),
                    state.data() + h,
                    state.data() + 2 * h,
                    static_cast<std::size_t>(first),
                    softCap,
                    widened});
        return state;
    };
    QCOMPARE(run(m_best->attendF32, keys.data(), values.data()),
             run(m_scalar.attendF32, keys.data(), values.data()));
    const std::vector<float> halves = run(m_scalar.attendF16, keysHalf.data(), valuesHalf.data());
    QCOMPARE(run(m_best->attendF16, keysHalf.data(), valuesHalf.data()), halves);
    QCOMPARE(run(m_best->attendF16, keysHalf.data(), valuesHalf.data(), room.data()), halves);
}

void TestKernelTable::attentionMatchesSoftmax()
{
    constexpr std::size_t kDim = 16, kPages = 3, kFirst = 3, kLast = 5;
    constexpr float kCap = 4.0F;
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
        m_best->attendF32({q.data(),
                           1,
                           kDim,
                           k,
                           v,
                           count,
                           &maximum,
                           &sum,
                           output.data(),
                           p == 0 ? kFirst : 0,
                           kCap});
        for (std::size_t j = p == 0 ? kFirst : 0; j < count; ++j) {
            double score = 0;
            for (std::size_t d = 0; d < kDim; ++d)
                score += double(q[d]) * k[d * kPageTokens + j];
            scores.push_back(kCap * std::tanh(score / kCap));
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
