#include "core/kernels/matmul.h"

#include "core/base/check.h"
#include "core/kernels/multiply_strips.h"
#include "core/threads/worker_team.h"

#include <algorithm>
#include <cblas.h>
#include <cstring>
#include <vector>

namespace core {

namespace {

// Full-precision weight rows that a worker keeps in it.
constexpr std::size_t kSliceBytesInCache = 256 * 1024;

// Columns of kFloatTileTokens rows of activations that stay in the L1 cache, 24 KB of it.
constexpr std::size_t kColumnsInCache = 512;

// Rows of activations from which widening 16-bit weights beforehand costs less than in every tile.
constexpr std::size_t kWidenFrom = 16;

std::size_t grainFor(std::size_t count, const WorkerTeam& team)
{
    return std::max<std::size_t>(
        1, count / (static_cast<std::size_t>(team.size()) * kPiecesPerWorker));
}

// The strips of all matrices in a row.
void multiplyQuantised(MatmulInput& input, std::span<const Product> products, WorkerTeam& team)
{
    const ActivationView x = input.quantised(team);
    std::size_t strips = 0;
    for (const Product& product : products) {
        CORE_DCHECK(input.cols() == product.w.cols());
        strips += product.w.stripCount();
    }
    UnpackRoom& room = input.unpackRoom();
    if (input.rows() >= kUnpackFrom)
        room.resize(team.size(), x.rowBlocks);
    team.run(strips, grainFor(strips, team), [&](std::size_t begin, std::size_t end, int worker) {
        forEachPart(products, begin, end, [&](const Product& product, auto from, auto to) {
            multiplyStrips(product.w,
                           from,
                           to,
                           x,
                           input.rows(),
                           room.of(worker),
                           product.y + from * kStripRows,
                           product.w.rows());
        });
    });
}

using MultiplyFloats = void (*)(const FloatTile&);

MultiplyFloats floatTileFor(DType dtype)
{
    return dtype == DType::F32   ? kernels().tileF32
           : dtype == DType::F16 ? kernels().tileF16
                                 : kernels().tileBf16;
}

// Where a worker multiplies weights of full precision.
struct FloatRoom
{
    std::vector<float> widened; // [rows of a slice, columns]
    std::vector<float> sums;    // [tiles of a slice, kFloatTileSums]
};

// A few rows of activations after another, and of those some columns, so that they stay in the L1
// cache, times all rows of the slice.
void multiplySlice(MultiplyFloats multiply,
                   const std::byte* slice,
                   std::size_t rowBytes,
                   std::size_t sliceRows,
                   const MatmulInput& x,
                   float* y,
                   std::size_t yStride,
                   std::vector<float>& sums)
{
    const std::size_t columns = x.rows() >= kFloatTileTokens ? kColumnsInCache : x.cols();
    sums.resize((sliceRows + kFloatTileRows - 1) / kFloatTileRows * kFloatTileSums);
    for (std::size_t n = 0; n < x.rows(); n += kFloatTileTokens)
        for (std::size_t k = 0; k < x.cols(); k += columns)
            for (std::size_t m = 0; m < sliceRows; m += kFloatTileRows)
                multiply({.x = x.values() + n * x.cols(),
                          .xStride = x.cols(),
                          .tokens = std::min(kFloatTileTokens, x.rows() - n),
                          .w = slice + m * rowBytes,
                          .rows = std::min(kFloatTileRows, sliceRows - m),
                          .cols = x.cols(),
                          .y = y + n * yStride + m,
                          .yStride = yStride,
                          .sums = sums.data() + m / kFloatTileRows * kFloatTileSums,
                          .begin = k,
                          .end = std::min(k + columns, x.cols())});
}

// The slice's rows as float32, in the buffer where they are stored in 16 bits.
const float*
widenedRows(const PackedMatrix& w, std::size_t first, std::size_t rows, std::vector<float>& buffer)
{
    if (w.dtype() == DType::F32)
        return reinterpret_cast<const float*>(w.row(first));
    buffer.resize(rows * w.cols());
    const auto widen = w.dtype() == DType::F16 ? kernels().widenF16 : kernels().widenBf16;
    widen(reinterpret_cast<const std::uint16_t*>(w.row(first)), buffer.size(), buffer.data());
    return buffer.data();
}

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
        const float* weights =
            widenedRows(w, begin, end - begin, widened[static_cast<std::size_t>(worker)]);
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

void multiplyFloats(const MatmulInput& x, const PackedMatrix& w, float* y, WorkerTeam& team)
{
    // Weights of 16 bits that meet many rows are widened once; widening is exact, so the bits stay.
    const bool widens = w.dtype() != DType::F32 && x.rows() >= kWidenFrom;
    const std::size_t rowBytes = w.cols() * (widens ? sizeof(float) : traits(w.dtype()).blockBytes);
    const MultiplyFloats multiply = floatTileFor(widens ? DType::F32 : w.dtype());
    const std::size_t tiles = (w.rows() + kFloatTileRows - 1) / kFloatTileRows;
    const std::size_t tilesInCache =
        std::max<std::size_t>(1, kSliceBytesInCache / (kFloatTileRows * rowBytes));
    const std::size_t grain = std::min(grainFor(tiles, team), tilesInCache);
    std::vector<FloatRoom> rooms(static_cast<std::size_t>(team.size()));
    team.run(tiles, grain, [&](std::size_t begin, std::size_t end, int worker) {
        const std::size_t first = begin * kFloatTileRows;
        const std::size_t sliceRows = std::min(end * kFloatTileRows, w.rows()) - first;
        FloatRoom& room = rooms[static_cast<std::size_t>(worker)];
        const std::byte* slice = w.row(first);
        if (widens) {
            slice =
                reinterpret_cast<const std::byte*>(widenedRows(w, first, sliceRows, room.widened));
        }
        multiplySlice(multiply, slice, rowBytes, sliceRows, x, y + first, w.rows(), room.sums);
    });
}

} // namespace

void UnpackRoom::resize(int workers, std::size_t blocks)
{
    m_linesEach = std::max(m_linesEach, blocks * kUnpackedBlockBytes / sizeof(Line));
    const std::size_t lines = static_cast<std::size_t>(workers) * m_linesEach;
    m_lines.resize(std::max(m_lines.size(), lines));
}

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
    const Product product{w, y};
    matmul(x, {&product, 1}, team);
}

void matmul(MatmulInput& x, std::span<const Product> products, WorkerTeam& team)
{
    const auto isQuantised = [](const Product& product) { return product.w.isQuantised(); };
    if (std::all_of(products.begin(), products.end(), isQuantised))
        return multiplyQuantised(x, products, team);
    const std::size_t blasRows = kernels().blasRows;
    for (const Product& product : products) {
        CORE_DCHECK(x.cols() == product.w.cols());
        if (isQuantised(product))
            multiplyQuantised(x, {&product, 1}, team);
        else if (blasRows > 0 && x.rows() >= blasRows)
            multiplyByBlas(x, product.w, product.y, team);
        else
            multiplyFloats(x, product.w, product.y, team);
    }
}

} // namespace core
