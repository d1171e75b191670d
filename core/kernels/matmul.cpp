#include "core/kernels/matmul.h"

#include "core/base/check.h"
#include "core/tensor/dequantize.h"
#include "core/threads/worker_team.h"

#include <algorithm>
#include <cblas.h>
#include <cstring>
#include <vector>

namespace core {

namespace {

// Rows of activations that a worker keeps in its L2 cache (512 KB on common processors) beside a
// strip of weights.
constexpr std::size_t kActivationBytesInCache = 192 * 1024;

// Pieces per worker: enough that a worker that lost its core holds up little, few enough to keep
// the counter cool.
constexpr std::size_t kPiecesPerWorker = 6;

std::size_t grainFor(std::size_t count, const WorkerTeam& team)
{
    return std::max<std::size_t>(
        1, count / (static_cast<std::size_t>(team.size()) * kPiecesPerWorker));
}

void multiplyStrip(PackedTile tile,
                   const PackedMatrix& w,
                   std::size_t strip,
                   const ActivationView& x,
                   std::size_t firstRow,
                   std::size_t rows,
                   float* y)
{
    const std::size_t column = strip * kStripRows;
    const std::size_t columns = std::min(kStripRows, w.rows() - column);
    for (std::size_t done = 0; done < rows; done += kTileTokens) {
        const std::size_t row = firstRow + done;
        const std::size_t tokens = std::min(kTileTokens, rows - done);
        float* out = y + row * w.rows() + column;
        if (columns == kStripRows) {
            tile(w.strip(strip), x.fromRow(row), tokens, out, w.rows());
            continue;
        }
        float padded[kTileTokens * kStripRows];
        tile(w.strip(strip), x.fromRow(row), tokens, padded, kStripRows);
        for (std::size_t t = 0; t < tokens; ++t)
            std::copy_n(padded + t * kStripRows, columns, out + t * w.rows());
    }
}

void multiplyQuantised(MatmulInput& input, const PackedMatrix& w, float* y, WorkerTeam& team)
{
    const ActivationView x = input.quantised(team);
    const PackedTile tile = kernels().packedTile(packedFormatFor(w.dtype()));
    const std::size_t rowsInCache =
        std::max<std::size_t>(kTileTokens,
                              kActivationBytesInCache / (x.rowBlocks * sizeof(ActivationBlock)) /
                                  kTileTokens * kTileTokens);
    team.run(w.stripCount(),
             grainFor(w.stripCount(), team),
             [&](std::size_t begin, std::size_t end, int) {
                 for (std::size_t row = 0; row < input.rows(); row += rowsInCache)
                     for (std::size_t strip = begin; strip < end; ++strip)
                         multiplyStrip(
                             tile, w, strip, x, row, std::min(rowsInCache, input.rows() - row), y);
             });
}

float dotRow(const PackedMatrix& w, std::size_t row, const float* x)
{
    const std::byte* weights = w.row(row);
    switch (w.dtype()) {
    case DType::F32:
        return kernels().dotF32(x, reinterpret_cast<const float*>(weights), w.cols());
    case DType::F16:
        return kernels().dotF16(x, reinterpret_cast<const std::uint16_t*>(weights), w.cols());
    case DType::BF16:
        return kernels().dotBf16(x, reinterpret_cast<const std::uint16_t*>(weights), w.cols());
    default:
        CORE_CHECK(!"a quantised matrix has no plain rows");
        return 0.0F;
    }
}

void multiplyByDots(const MatmulInput& x, const PackedMatrix& w, float* y, WorkerTeam& team)
{
    team.run(w.rows(), grainFor(w.rows(), team), [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t m = begin; m < end; ++m)
            for (std::size_t n = 0; n < x.rows(); ++n)
                y[n * w.rows() + m] = dotRow(w, m, x.values() + n * x.cols());
    });
}

// Each worker hands OpenBLAS a slice of the weight rows, widened to float32 where they are stored
// in 16 bits.
void multiplyByBlas(const MatmulInput& x, const PackedMatrix& w, float* y, WorkerTeam& team)
{
    static const bool oneThreadEach = [] {
        openblas_set_num_threads(1); // the team is the parallelism
        return true;
    }();
    static_cast<void>(oneThreadEach);
    constexpr std::size_t kSlice = 64;
    std::vector<std::vector<float>> widened(static_cast<std::size_t>(team.size()));
    team.run(w.rows(), kSlice, [&](std::size_t begin, std::size_t end, int worker) {
        const auto* weights = reinterpret_cast<const float*>(w.row(begin));
        if (w.dtype() != DType::F32) {
            std::vector<float>& buffer = widened[static_cast<std::size_t>(worker)];
            buffer.resize(kSlice * w.cols());
            dequantize(w.dtype(), w.row(begin), buffer.data(), (end - begin) * w.cols());
            weights = buffer.data();
        }
        cblas_sgemm(CblasRowMajor,
                    CblasNoTrans,
                    CblasTrans,
                    static_cast<blasint>(x.rows()),
                    static_cast<blasint>(end - begin),
                    static_cast<blasint>(w.cols()),
                    1.0F,
                    x.values(),
                    static_cast<blasint>(x.cols()),
                    weights,
                    static_cast<blasint>(w.cols()),
                    0.0F,
                    y + begin,
                    static_cast<blasint>(w.rows()));
    });
}

} // namespace

void MatmulInput::set(const float* x, std::size_t rows, std::size_t cols)
{
    m_x = x;
    m_rows = rows;
    m_cols = cols;
    m_isQuantised = false;
}

ActivationView MatmulInput::quantised(WorkerTeam& team)
{
    if (!m_isQuantised) {
        m_buffer.resize(m_rows, m_cols);
        team.run(m_rows, 4, [this](std::size_t begin, std::size_t end, int) {
            for (std::size_t row = begin; row < end; ++row)
                kernels().quantizeRow(
                    m_x + row * m_cols, m_cols / kBlockColumns, m_buffer.row(row));
        });
        m_isQuantised = true;
    }
    return m_buffer.view();
}

void matmul(MatmulInput& x, const PackedMatrix& w, float* y, WorkerTeam& team)
{
    CORE_DCHECK(x.cols() == w.cols());
    if (w.isQuantised())
        multiplyQuantised(x, w, y, team);
    else if (x.rows() < kBlasRows)
        multiplyByDots(x, w, y, team);
    else
        multiplyByBlas(x, w, y, team);
}

} // namespace core
