#include "core/kernels/float_products.h"

#include "core/kernels/grain.h"
#include "core/kernels/kernel_table.h"
#include "core/kernels/matmul_input.h"
#include "core/threads/worker_team.h"

#include <algorithm>
#include <cblas.h>
#include <vector>

namespace core {

namespace {

// Interleaved weight rows that a worker keeps in its L2 cache.
constexpr std::size_t kSliceBytesInCache = 256 * 1024;

// Eights of columns of which kFloatTileTokens rows of activations and kFloatTileRows rows of
// weights stay in an L1 cache of 32 KB together: 28 KB of it.
constexpr std::size_t kEightsInCache = 56;

// Rows of activations from which copying both sides into the order of tiles costs less than
// reading them where they are, over which rows of some lengths put each other out of the L1 cache.
constexpr std::size_t kInterleaveFrom = 16;

// One row or several that follow each other, as KernelTable::interleaveF32.
void interleave(const PackedMatrix& w, std::size_t row, std::size_t n, float* out, std::size_t step)
{
    const std::byte* stored = w.row(row);
    if (w.dtype() == DType::F32)
        return kernels().interleaveF32(reinterpret_cast<const float*>(stored), n, out, step);
    const auto* halves = reinterpret_cast<const std::uint16_t*>(stored);
    if (w.dtype() == DType::F16)
        kernels().interleaveF16(halves, n, out, step);
    else
        kernels().interleaveBf16(halves, n, out, step);
}

// In the buffer, where they are stored in 16 bits.
const float*
widenedRows(const PackedMatrix& w, std::size_t first, std::size_t rows, std::vector<float>& buffer)
{
    if (w.dtype() == DType::F32)
        return reinterpret_cast<const float*>(w.row(first));
    const std::size_t n = rows * w.cols();
    buffer.resize(eightsOf(n) * 8);
    interleave(w, first, n, buffer.data(), 8);
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

// out: [tiles, eights, kFloatTileRows, 8].
void interleaveWeights(const PackedMatrix& w, std::size_t first, std::size_t rows, float* out)
{
    const std::size_t tileFloats = eightsOf(w.cols()) * kFloatTileRows * 8;
    for (std::size_t r = 0; r < rows; ++r)
        interleave(w,
                   first + r,
                   w.cols(),
                   out + r / kFloatTileRows * tileFloats + r % kFloatTileRows * 8,
                   kFloatTileRows * 8);
}

// A group of activations after another, and of those some columns, so that they stay in the L1
// cache, times all rows of the slice. sums: [tiles, kFloatTileSums].
void multiplySlice(const float* x,
                   std::size_t tokens,
                   std::size_t eights,
                   std::size_t rows,
                   const float* weights,
                   float* sums,
                   float* y,
                   std::size_t yStride)
{
    const std::size_t pieces = (eights + kEightsInCache - 1) / kEightsInCache;
    const std::size_t piece = (eights + pieces - 1) / pieces;
    for (std::size_t n = 0; n < tokens; n += kFloatTileTokens)
        for (std::size_t k = 0; k < eights; k += piece)
            for (std::size_t m = 0; m < rows; m += kFloatTileRows)
                kernels().tileInterleaved({.x = x + (n * eights + k * kFloatTileTokens) * 8,
                                           .tokens = std::min(kFloatTileTokens, tokens - n),
                                           .w = weights + (m * eights + k * kFloatTileRows) * 8,
                                           .rows = std::min(kFloatTileRows, rows - m),
                                           .eights = std::min(piece, eights - k),
                                           .y = y + n * yStride + m,
                                           .yStride = yStride,
                                           .sums = sums + m / kFloatTileRows * kFloatTileSums,
                                           .isFirst = k == 0,
                                           .isLast = k + piece >= eights});
}

// Bits are as in multiplyStored(): widening is exact, and sums are joined in the same order.
void multiplyInterleaved(MatmulInput& input, const PackedMatrix& w, float* y, WorkerTeam& team)
{
    const float* x = input.interleaved(team);
    const std::size_t eights = eightsOf(w.cols());
    const std::size_t tiles = (w.rows() + kFloatTileRows - 1) / kFloatTileRows;
    const std::size_t tileFloats = kFloatTileRows * eights * 8;
    const std::size_t tilesInCache =
        std::max<std::size_t>(1, kSliceBytesInCache / (tileFloats * sizeof(float)));
    const std::size_t grain = std::min(grainFor(tiles, team), tilesInCache);
    WorkerRoom& room = input.room();
    room.resize(team.size(), grain * (tileFloats + kFloatTileSums) * sizeof(float));
    team.run(tiles, grain, [&](std::size_t begin, std::size_t end, int worker) {
        const std::size_t first = begin * kFloatTileRows;
        const std::size_t rows = std::min(end * kFloatTileRows, w.rows()) - first;
        auto* weights = reinterpret_cast<float*>(room.of(worker));
        float* sums = weights + grain * tileFloats;
        interleaveWeights(w, first, rows, weights);
        multiplySlice(x, input.rows(), eights, rows, weights, sums, y + first, w.rows());
    });
}

using MultiplyFloats = void (*)(const FloatTile&);

MultiplyFloats floatTileFor(DType dtype)
{
    return dtype == DType::F32   ? kernels().tileF32
           : dtype == DType::F16 ? kernels().tileF16
                                 : kernels().tileBf16;
}

// A few rows of activations: the weights are read once, where they are, and memory is what that
// waits for. The rows of a tile are far apart, so that each is part of a stream that goes on from
// tile to tile: the processor's own prefetching needs long streams.
void multiplyStored(const MatmulInput& x, const PackedMatrix& w, float* y, WorkerTeam& team)
{
    const MultiplyFloats multiply = floatTileFor(w.dtype());
    const std::size_t tiles = (w.rows() + kFloatTileRows - 1) / kFloatTileRows;
    team.run(tiles, grainFor(tiles, team), [&](std::size_t begin, std::size_t end, int) {
        const std::size_t first = begin * kFloatTileRows;
        const std::size_t rows = std::min(end * kFloatTileRows, w.rows()) - first;
        const std::size_t apart = rows / kFloatTileRows;
        const auto multiplyRows = [&](std::size_t row, std::size_t count) {
            for (std::size_t n = 0; n < x.rows(); n += kFloatTileTokens)
                multiply({.x = x.values() + n * x.cols(),
                          .xStride = x.cols(),
                          .tokens = std::min(kFloatTileTokens, x.rows() - n),
                          .w = w.row(row),
                          .wStride = apart * x.cols(),
                          .rows = count,
                          .cols = x.cols(),
                          .y = y + n * w.rows() + row,
                          .yStride = w.rows(),
                          .yStep = apart});
        };
        for (std::size_t row = first; row < first + apart; ++row)
            multiplyRows(row, kFloatTileRows);
        for (std::size_t row = first + apart * kFloatTileRows; row < first + rows; ++row)
            multiplyRows(row, 1);
    });
}

} // namespace

void multiplyFloats(MatmulInput& x, const PackedMatrix& w, float* y, WorkerTeam& team)
{
    if (const std::size_t blasRows = kernels().blasRows; blasRows > 0 && x.rows() >= blasRows)
        multiplyByBlas(x, w, y, team);
    else if (x.rows() >= kInterleaveFrom)
        multiplyInterleaved(x, w, y, team);
    else
        multiplyStored(x, w, y, team);
}

} // namespace core
