// Which part of a stored matrix may go while the rest is still repacked.
#include "core/kernels/packed_matrix.h"
#include "core/threads/worker_team.h"
#include "tests/support/tiny_llama.h"

#include <QTest>

#include <span>
#include <string>
#include <vector>

using namespace core;

namespace {

// Hands out every piece on its own.
class PiecesTeam final : public WorkerTeam
{
public:
    int size() const override { return 1; }
    void run(std::size_t count, std::size_t grain, RangeFunction function) override
    {
        for (std::size_t begin = 0; begin < count; begin += grain)
            function(begin, std::min(begin + grain, count), 0);
    }
};

} // namespace

class TestPackedMatrix : public QObject
{
    Q_OBJECT

private slots:
    // A model's largest matrix is not held twice: each piece is told when it has been read.
    void pieceByPieceIsRepacked_data()
    {
        QTest::addColumn<std::size_t>("rows");
        for (const std::size_t rows : {1, 8, 129, 301})
            QTest::addRow("%zu rows", rows) << rows;
    }

    void pieceByPieceIsRepacked()
    {
        QFETCH(std::size_t, rows);
        constexpr std::size_t kCols = 64;
        const std::string stored = tests::randomElements(DType::Q8_0, rows * kCols, 4);
        const std::span bytes(reinterpret_cast<const std::byte*>(stored.data()), stored.size());
        PiecesTeam team;
        std::size_t pieces = 0;
        const std::byte* next = bytes.data();
        const auto packed = PackedMatrix::pack(
            DType::Q8_0, rows, kCols, bytes, team, [&](std::span<const std::byte> piece) {
                QCOMPARE(piece.data(), next);
                next += piece.size();
                ++pieces;
            });
        QVERIFY(packed.has_value());
        QCOMPARE(next, bytes.data() + bytes.size());
        QCOMPARE(pieces > 1, rows > 128);
    }

    // It is used where it lies.
    void nothingIsToldOfFullPrecision()
    {
        const std::vector<float> stored(64);
        PiecesTeam team;
        const auto packed =
            PackedMatrix::pack(DType::F32, 2, 32, std::as_bytes(std::span(stored)), team, [](auto) {
                QFAIL("still needed");
            });
        QVERIFY(packed.has_value());
        QCOMPARE(packed->row(0), reinterpret_cast<const std::byte*>(stored.data()));
    }
};

QTEST_APPLESS_MAIN(TestPackedMatrix)
#include "tst_packed_matrix.moc"
