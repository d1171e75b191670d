// The operations that exist once per instruction set, as plain function pointers.
//
// Every version of an operation does the same arithmetic in the same order, so scalar and vector
// code give the same bits; the scalar one is the specification and says the formula. Lengths need
// no multiple unless said. No function allocates; all are thread-safe. The indirect call is per row
// or tile, never per element.
#pragma once

#include "core/kernels/activations.h"
#include "core/kernels/packed_layout.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace core {

enum class Isa
{
    Scalar,
    Sse42,
    Avx2,
    AvxVnni,
    Avx512, // with VNNI
    Neon,
    NeonDot // with the dot product of ARMv8.2
};

// Strips of kStripRows weight rows each, packed as packed_layout.h says.
struct PackedStrips
{
    const std::byte* first;
    std::size_t bytes;                   // of one
    std::size_t count;                   // 1 … kTileStrips
    const std::byte* unpacked = nullptr; // what UnpackStrips made of them, where that was called
    std::size_t apart = 1;               // the next one is so many strips on

    const std::byte* strip(std::size_t s) const { return first + s * apart * bytes; }
};

// Strips times a few rows of activations. y[t * yStride + s * w.apart * kStripRows + r] for t <
// tokens, s < w.count and r < kStripRows; tokens is 1 … kTileTokens.
using PackedTile = void (*)(const PackedStrips& w,
                            const ActivationView& x,
                            std::size_t tokens,
                            float* y,
                            std::size_t yStride);

inline constexpr std::size_t kTileTokens = 8;
inline constexpr std::size_t kTileStrips = 2;

// Writes the codes of so many blocks of columns as the bytes that PackedTile multiplies, which many
// rows of activations share. out: [blocks, kUnpackedBlockBytes], 64-byte aligned; its order is the
// instruction set's own.
using UnpackStrips = void (*)(const PackedStrips& w, std::size_t blocks, std::byte* out);

inline constexpr std::size_t kUnpackedBlockBytes = kTileStrips * kStripRows * kBlockColumns;

// A few full-precision weight rows times a few rows of activations: y[t * yStride + r * yStep] =
// sum over k of x[t * xStride + k] * w[r * wStride + k].
struct FloatTile
{
    const float* x;
    std::size_t xStride;
    std::size_t tokens; // 1 … kFloatTileTokens
    const void* w;
    std::size_t wStride; // in elements
    std::size_t rows;    // 1 … kFloatTileRows
    std::size_t cols;
    float* y;
    std::size_t yStride;
    std::size_t yStep = 1;
};

inline constexpr std::size_t kFloatTileTokens = 12;
inline constexpr std::size_t kFloatTileRows = 4;

// The same product of float32 in the order in which it is read: of 8 columns those of every row,
// one row after another, then the next 8 columns. Columns are filled up to whole eights with zeros.
// The rows are always all there, but y has `tokens` and `rows` of them alone.
struct InterleavedTile
{
    const float* x; // [eights, kFloatTileTokens, 8]
    std::size_t tokens;
    const float* w; // [eights, kFloatTileRows, 8]
    std::size_t rows;
    std::size_t eights;
    float* y;
    std::size_t yStride;
    // Where the columns come in several calls, the running sums stay between them: kFloatTileSums
    // in an order of the instruction set's own. The first call starts them, the last writes y.
    float* sums = nullptr;
    bool isFirst = true;
    bool isLast = true;
};

inline constexpr std::size_t eightsOf(std::size_t columns)
{
    return (columns + 7) / 8;
}

inline constexpr std::size_t kFloatTileSums = kFloatTileTokens * kFloatTileRows * 8;

// Positions per page of the KV cache, and so the piece in which attention is summed.
inline constexpr std::size_t kPageTokens = 32;

// Online softmax over the pages of one KV head, for the query heads that share it, of one row or of
// several (Milakov & Gimelshein 2018, arXiv:1805.02867; Ainslie et al. 2023, arXiv:2305.13245).
// Starts as maximum = -infinity, sum = 0, output = 0; the attention output is output / sum.
struct AttentionPage
{
    const float* q;      // [heads, headDim], already scaled by 1 / sqrt(headDim)
    std::size_t heads;   // query heads
    std::size_t headDim; // a multiple of 8
    const void* keys;    // [headDim, kPageTokens], transposed so that positions are contiguous
    const void* values;  // [kPageTokens, headDim]
    std::size_t
        count; // of this page, positions first … count - 1 are attended to; at most kPageTokens
    float* maximum; // [heads]
    float* sum;     // [heads]
    float* output;  // [heads, headDim]
    std::size_t first = 0;
    float softCap = 0.0F; // a score s counts as softCap * tanh(s / softCap); 0: as it is
    // Room for keys and values in float32, [2, headDim, kPageTokens], for kernels that widen halves
    // once for many heads; null: they are widened at every use.
    float* widened = nullptr;
};

struct KernelTable
{
    Isa isa;
    std::string_view name;

    // x: [32 blocks], out: [blocks].
    void (*quantizeRow)(const float* x, std::size_t blocks, ActivationBlock* out);

    PackedTile (*packedTile)(PackedFormat format);
    // Null where nothing is gained.
    UnpackStrips (*unpackStrips)(PackedFormat format);
    // Up to so many rows of activations a packed tile reads its strips in turn, not one after
    // another, and gains where they are far apart.
    std::size_t rowsOfStreams;

    // Weights of float32, IEEE half and bfloat16.
    void (*tileF32)(const FloatTile& tile);
    void (*tileF16)(const FloatTile& tile);
    void (*tileBf16)(const FloatTile& tile);
    void (*tileInterleaved)(const InterleavedTile& tile);
    // Rows of a batch from which OpenBLAS multiplies full-precision weights faster than these
    // tiles; 0: never.
    std::size_t blasRows;

    // y = x / sqrt(mean(x^2) + epsilon) * weight (Zhang & Sennrich 2019, arXiv:1910.07467). y may
    // be x.
    void (*rmsNorm)(const float* x, const float* weight, std::size_t n, float epsilon, float* y);

    // gate = gate * sigmoid(gate) * up (SwiGLU: Shazeer 2020, arXiv:2002.05202).
    void (*siluMultiply)(float* gate, const float* up, std::size_t n);

    // gate = gelu(gate) * up, with gelu by its tanh approximation (Hendrycks & Gimpel 2016,
    // arXiv:1606.08415).
    void (*geluTanhMultiply)(float* gate, const float* up, std::size_t n);

    // gpt-oss's variant: with g = min(gate, 7) and u = up within ±7, gate = g * sigmoid(1.702 g) *
    // (u + 1).
    void (*clampedSiluMultiply)(float* gate, const float* up, std::size_t n);

    // x = cap * tanh(x / cap).
    void (*softCap)(float* x, std::size_t n, float cap);

    // IEEE halves, as halfFromFloat() rounds.
    void (*narrow)(const float* x, std::size_t n, std::uint16_t* halves);
    // A row of float32, IEEE half or bfloat16 as float32, exactly, in the order of InterleavedTile:
    // eightsOf(n) times eight columns, the first at out, each `step` floats after the one before.
    void (*interleaveF32)(const float* x, std::size_t n, float* out, std::size_t step);
    void (*interleaveF16)(const std::uint16_t* x, std::size_t n, float* out, std::size_t step);
    void (*interleaveBf16)(const std::uint16_t* x, std::size_t n, float* out, std::size_t step);

    // keys and values are float32 or IEEE half.
    void (*attendF32)(const AttentionPage& page);
    void (*attendF16)(const AttentionPage& page);
};

// The best table for this processor, chosen on first use; FIRESIDE_ISA=scalar, sse42, avx2,
// avxvnni, avx512, neon or neondot in the environment asks for another, and counts where the
// processor has it.
const KernelTable& kernels();

// The table of one instruction set; null where the processor or the build lacks it.
const KernelTable* kernelTableFor(Isa isa);

struct NamedIsa
{
    std::string_view name; // as FIRESIDE_ISA has it
    Isa isa;
};

// All, the best of each kind of processor first.
inline constexpr NamedIsa kIsas[] = {{"avx512", Isa::Avx512},
                                     {"avxvnni", Isa::AvxVnni},
                                     {"avx2", Isa::Avx2},
                                     {"sse42", Isa::Sse42},
                                     {"neondot", Isa::NeonDot},
                                     {"neon", Isa::Neon},
                                     {"scalar", Isa::Scalar}};

const KernelTable& scalarKernels();
#if defined(FIRESIDE_X86)
const KernelTable& sse42Kernels();
const KernelTable& avx2Kernels();
const KernelTable& avxVnniKernels();
const KernelTable& avx512Kernels();
#elif defined(FIRESIDE_ARM)
const KernelTable& neonKernels();
const KernelTable& neonDotKernels();
#endif

} // namespace core
