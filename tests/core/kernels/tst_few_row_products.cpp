// Products of few rows have the bits that matmul() gives, whoever computes which piece.
#include "core/kernels/few_row_products.h"
#include "core/kernels/matmul.h"
#include "core/threads/fork_join.h"
#include "tests/support/tiny_llama.h"

#include <QTest>

#include <random>
#include <thread>

using namespace core;

class TestFewRowProducts : public QObject
{
    Q_OBJECT

private slots:
    void sameAsMatmul_data();
    void sameAsMatmul();

private:
    PackedMatrix packed(DType dtype, std::size_t rows);

    static constexpr std::size_t m_cols = 512;
};

PackedMatrix TestFewRowProducts::packed(DType dtype, std::size_t rows)
{
    InlineTeam team;
    const std::string stored = tests::randomElements(dtype, rows * m_cols, 21);
    return PackedMatrix::pack(
               dtype, rows, m_cols, std::as_bytes(std::span(stored.data(), stored.size())), team)
        .value();
}

void TestFewRowProducts::sameAsMatmul_data()
{
    QTest::addColumn<DType>("dtype");
    for (std::uint32_t number = 0; number < 64; ++number)
        if (const auto dtype = dtypeFromGguf(number); dtype && traits(*dtype).blockElements > 1)
            QTest::newRow(traits(*dtype).name.data()) << *dtype;
}

void TestFewRowProducts::sameAsMatmul()
{
    QFETCH(DType, dtype);
    // Rows that fill strips and rows that do not; another type among them.
    const PackedMatrix matrices[] = {packed(dtype, 75), packed(DType::Q6_K, 24), packed(dtype, 9)};
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    std::vector<float> x(FewRowProducts::kMostRows * m_cols);
    for (float& value : x)
        value = normal(random);
    for (int workers : {1, 2, 3}) {
        ForkJoin team(workers);
        std::vector<std::jthread> threads;
        for (int worker = 1; worker < workers; ++worker)
            threads.emplace_back([&team, worker] { team.serve(worker); });
        for (std::size_t rows = 1; rows <= FewRowProducts::kMostRows; ++rows) {
            FewRowProducts fewRows(team);
            MatmulInput input;
            input.set(x.data(), rows, m_cols);
            std::vector<float> ours[3], theirs[3];
            std::vector<Product> products, expected;
            for (std::size_t i = 0; i < 3; ++i) {
                ours[i].assign(rows * matrices[i].rows(), -1.0F);
                theirs[i].assign(rows * matrices[i].rows(), -2.0F);
                products.push_back({matrices[i], ours[i].data()});
                expected.push_back({matrices[i], theirs[i].data()});
            }
            fewRows.multiply(input, products);
            matmul(input, expected, team);
            for (std::size_t i = 0; i < 3; ++i)
                QCOMPARE(ours[i], theirs[i]);
        }
        team.stop();
    }
}

QTEST_APPLESS_MAIN(TestFewRowProducts)
#include "tst_few_row_products.moc"
