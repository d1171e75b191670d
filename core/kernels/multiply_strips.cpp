#include "core/kernels/multiply_strips.h"

#include <algorithm>
#include <unistd.h>

namespace core {

namespace {

// Of activations that a worker keeps in its L2 cache beside a strip of weights: three eighths of
// it.
std::size_t activationBytesInCache()
{
    constexpr long kCommon = 512 * 1024; // where the system does not say
    static const long cache = sysconf(_SC_LEVEL2_CACHE_SIZE);
    return static_cast<std::size_t>(std::max(cache, kCommon)) / 8 * 3;
}

// Some strips times some rows of activations; `columns` of the result are the matrix's.
void multiplyTiles(PackedTile tile,
                   const PackedStrips& strips,
                   std::size_t columns,
                   const ActivationView& x,
                   std::size_t rows,
                   float* y,
                   std::size_t yStride)
{
    for (std::size_t row = 0; row < rows; row += kTileTokens) {
        const std::size_t tokens = std::min(kTileTokens, rows - row);
        float* out = y + row * yStride;
        if (columns == strips.count * kStripRows) {
            tile(strips, x.fromRow(row), tokens, out, yStride);
            continue;
        }
        constexpr std::size_t kStride = kTileStrips * kStripRows;
        float padded[kTileTokens * kStride];
        tile(strips, x.fromRow(row), tokens, padded, kStride);
        for (std::size_t t = 0; t < tokens; ++t)
            std::copy_n(padded + t * kStride, columns, out + t * yStride);
    }
}

// Few rows of activations: the weights are read once, and memory is what that waits for. The strips
// of a tile are far apart, so that each is part of a stream that goes on from tile to tile: the
// processor's own prefetching needs long streams.
void multiplyFew(const PackedMatrix& w,
                 std::size_t begin,
                 std::size_t end,
                 const ActivationView& x,
                 std::size_t rows,
                 float* y,
                 std::size_t yStride)
{
    const PackedTile tile = kernels().packedTile(packedFormatFor(w.dtype()));
    const std::size_t whole = std::min(end, w.rows() / kStripRows); // up to the first cut one
    const std::size_t apart = whole > begin ? (whole - begin) / kTileStrips : 0;
    for (std::size_t strip = 0; strip < apart; ++strip) {
        PackedStrips strips = w.strips(begin + strip, kTileStrips);
        strips.apart = apart;
        tile(strips, x, rows, y + strip * kStripRows, yStride);
    }
    for (std::size_t strip = begin + apart * kTileStrips; strip < end; ++strip)
        multiplyTiles(tile,
                      w.strips(strip, 1),
                      StripColumns(w, strip, strip + 1).count,
                      x,
                      rows,
                      y + (strip - begin) * kStripRows,
                      yStride);
}

} // namespace

void multiplyStrips(const PackedMatrix& w,
                    std::size_t begin,
                    std::size_t end,
                    const ActivationView& x,
                    std::size_t rows,
                    std::byte* unpacked,
                    float* y,
                    std::size_t yStride)
{
    if (rows <= kernels().rowsOfStreams)
        return multiplyFew(w, begin, end, x, rows, y, yStride);
    const PackedFormat format = packedFormatFor(w.dtype());
    const PackedTile tile = kernels().packedTile(format);
    const UnpackStrips unpack = rows >= kUnpackFrom ? kernels().unpackStrips(format) : nullptr;
    const std::size_t rowsInCache =
        std::max<std::size_t>(kTileTokens,
                              activationBytesInCache() / (x.rowBlocks * sizeof(ActivationBlock)) /
                                  kTileTokens * kTileTokens);
    for (std::size_t row = 0; row < rows; row += rowsInCache)
        for (std::size_t strip = begin; strip < end; strip += kTileStrips) {
            PackedStrips strips = w.strips(strip, std::min(kTileStrips, end - strip));
            if (unpack != nullptr) {
                unpack(strips, x.rowBlocks, unpacked);
                strips.unpacked = unpacked;
            }
            multiplyTiles(tile,
                          strips,
                          StripColumns(w, strip, strip + strips.count).count,
                          x.fromRow(row),
                          std::min(rowsInCache, rows - row),
                          y + row * yStride + (strip - begin) * kStripRows,
                          yStride);
        }
}

} // namespace core
