// The promise of matmul(): a row of the result has the same bits whatever rows are beside it,
// however many threads there are and in whatever pieces the work is handed out; and it agrees with
// the product of the dequantised weights.
#include "core/kernels/kernel_table.h"
#include "core/kernels/matmul.h"
#include "core/tensor/dequantize.h"
#include "core/threads/worker_team.h"
#include "tests/support/tiny_llama.h"

#include <QTest>

#include <atomic>
#include <cmath>
#include <cstring>
#include <random>
#include <span>
#include <thread>

using namespace core;

namespace {

// Hands out pieces of at most `piece` indices to threads of its own.
class PieceTeam final : public WorkerTeam
{
public:
    PieceTeam(int threads, std::size_t piece)
        : m_threads(threads)
        , m_piece(piece)
    {
    }

    int size() const override { return m_threads; }

    void run(std::size_t count, std::size_t grain, RangeFunction function) override
    {
        const std::size_t piece = std::min(grain, m_piece);
        std::atomic<std::size_t> next = 0;
        const auto work = [&](int worker) {
            for (std::size_t begin = next.fetch_add(piece); begin < count;
                 begin = next.fetch_add(piece))
                function(begin, std::min(begin + piece, count), worker);
        };
        std::vector<std::jthread> threads;
        for (int worker = 1; worker < m_threads; ++worker)
            threads.emplace_back(work, worker);
        work(0);
    }

private:
    int m_threads;
    std::size_t m_piece;
};

constexpr std::size_t kBatch = 40;

std::vector<float> randomRows(std::size_t count)
{
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    std::vector<float> x(count);
    for (float& value : x)
        value = normal(random);
    return x;
}

} // namespace

class TestMatmul : public QObject
{
    Q_OBJECT

private slots:
    void sameBitsInEveryBatch_data();
    void sameBitsInEveryBatch();
    void agreesWithFloats_data();
    void agreesWithFloats();
    void severalAtOnce_data();
    void severalAtOnce();

private:
    static void everyType();
    void load(DType dtype);
    PackedMatrix packed(DType dtype, std::size_t rows);

    static constexpr std::size_t m_rows = 75;  // ten strips, the last one not full
    static constexpr std::size_t m_cols = 768; // more than are multiplied in one piece
    std::string m_stored;
    PackedMatrix m_weights;
    std::vector<float> m_x = randomRows(kBatch * m_cols);
};

void TestMatmul::everyType()
{
    QTest::addColumn<DType>("dtype");
    for (std::uint32_t number = 0; number < 64; ++number)
        if (const auto dtype = dtypeFromGguf(number))
            QTest::newRow(traits(*dtype).name.data()) << *dtype;
}

// The first rows of m_stored, which stays behind matrices of full precision.
PackedMatrix TestMatmul::packed(DType dtype, std::size_t rows)
{
    InlineTeam team;
    const auto* stored = reinterpret_cast<const std::byte*>(m_stored.data());
    return PackedMatrix::pack(dtype, rows, m_cols, {stored, rows * byteSize(dtype, m_cols)}, team)
        .value();
}

void TestMatmul::load(DType dtype)
{
    m_stored = tests::randomElements(dtype, m_rows * m_cols, 21);
    m_weights = packed(dtype, m_rows);
}

void TestMatmul::severalAtOnce_data()
{
    QTest::addColumn<DType>("second");
    QTest::newRow("quantised alike") << DType::Q4_K;
    QTest::newRow("quantised otherwise") << DType::Q6_K;
    QTest::newRow("one in full precision") << DType::F16;
}

// Three products in one call are the three alone, however the work is handed out.
void TestMatmul::severalAtOnce()
{
    QFETCH(DType, second);
    load(second);
    const PackedMatrix middle = packed(second, 24);
    const std::string kept = std::move(m_stored);
    load(DType::Q4_K);
    const PackedMatrix last = packed(DType::Q4_K, 8);
    const PackedMatrix* const matrices[] = {&m_weights, &middle, &last};
    constexpr std::size_t kRows = 5;
    MatmulInput input;
    input.set(m_x.data(), kRows, m_cols);
    InlineTeam inlineTeam;
    std::vector<float> alone[3], together[3];
    for (std::size_t i = 0; i < 3; ++i) {
        alone[i].resize(kRows * matrices[i]->rows());
        matmul(input, *matrices[i], alone[i].data(), inlineTeam);
    }
    for (int threads : {1, 2, 3})
        for (std::size_t piece : {1U, 2U, 7U, 1000U}) {
            PieceTeam team(threads, piece);
            std::vector<Product> products;
            for (std::size_t i = 0; i < 3; ++i) {
                together[i].assign(alone[i].size(), -1.0F);
                products.push_back({*matrices[i], together[i].data()});
            }
            matmul(input, products, team);
            for (std::size_t i = 0; i < 3; ++i)
                QCOMPARE(together[i], alone[i]);
        }
}

void TestMatmul::sameBitsInEveryBatch_data()
{
    everyType();
}

void TestMatmul::sameBitsInEveryBatch()
{
    QFETCH(DType, dtype);
    load(dtype);
    std::vector<float> alone(kBatch * m_rows); // every row by itself
    MatmulInput input;
    InlineTeam inlineTeam;
    for (std::size_t row = 0; row < kBatch; ++row) {
        input.set(m_x.data() + row * m_cols, 1, m_cols);
        matmul(input, m_weights, alone.data() + row * m_rows, inlineTeam);
    }
    // The portable kernels have no tiles that could differ, and are slow.
    std::vector<std::size_t> batches = {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 40};
    if (kernels().isa == Isa::Scalar)
        batches = {1, 5, 17};
    for (int threads : {1, 2, 3})
        for (std::size_t piece : {1U, 3U, 7U, 1000U}) {
            PieceTeam team(threads, piece);
            for (std::size_t batch : batches) {
                const std::size_t blasRows = kernels().blasRows;
                if (!m_weights.isQuantised() && blasRows > 0 && batch >= blasRows)
                    continue; // OpenBLAS promises no bits
                std::vector<float> y(batch * m_rows, -1.0F);
                input.set(m_x.data(), batch, m_cols);
                matmul(input, m_weights, y.data(), team);
                QVERIFY(std::memcmp(y.data(), alone.data(), y.size() * sizeof(float)) == 0);
            }
        }
}

void TestMatmul::agreesWithFloats_data()
{
    everyType();
}

void TestMatmul::agreesWithFloats()
{
    QFETCH(DType, dtype);
    load(dtype);
    std::vector<float> weights(m_rows * m_cols);
    dequantize(
        dtype, reinterpret_cast<const std::byte*>(m_stored.data()), weights.data(), weights.size());
    std::vector<float> y(kBatch * m_rows);
    MatmulInput input;
    PieceTeam team(2, 3);
    input.set(m_x.data(), kBatch, m_cols);
    matmul(input, m_weights, y.data(), team);
    double squaredError = 0, squares = 0;
    for (std::size_t n = 0; n < kBatch; ++n)
        for (std::size_t m = 0; m < m_rows; ++m) {
            double exact = 0;
            for (std::size_t k = 0; k < m_cols; ++k)
                exact += double(m_x[n * m_cols + k]) * weights[m * m_cols + k];
            squaredError += (exact - y[n * m_rows + m]) * (exact - y[n * m_rows + m]);
            squares += exact * exact;
        }
    // 8-bit activations round by 0.4 % of their size; full precision by nothing that shows.
    const double relative = std::sqrt(squaredError / squares);
    QVERIFY2(relative <= (m_weights.isQuantised() ? 6e-3 : 1e-6),
             qPrintable(QString::number(relative)));
}

QTEST_APPLESS_MAIN(TestMatmul)
#include "tst_matmul.moc"
