// Every instruction set of the processor against the scalar specification, bit for bit, on random
// inputs of every form: a program of the kernels and the standard library alone, so that it can be
// built for another processor and run under an emulator. Prints the sets that agree, one a line;
// ends with 1 at the first difference, and with 77 where there is no set to compare.
#include "core/base/half.h"
#include "core/kernels/kernel_table.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

using namespace core;

namespace {

std::mt19937 generator(20261126);

int below(int end)
{
    return std::uniform_int_distribution<int>(0, end - 1)(generator);
}

std::vector<float> randomFloats(std::size_t n)
{
    std::normal_distribution<float> normal;
    std::vector<float> values(n);
    for (float& value : values)
        value = normal(generator);
    return values;
}

template <class T>
void expectSame(const char* what, const std::vector<T>& vector, const std::vector<T>& scalar)
{
    if (std::memcmp(vector.data(), scalar.data(), scalar.size() * sizeof(T)) == 0)
        return;
    std::printf("%s: differs from the scalar specification\n", what);
    std::exit(1);
}

using FloatTileKernel = void (*)(const FloatTile&);

void compareFloatTiles(FloatTileKernel vector,
                       FloatTileKernel scalar,
                       const void* weights,
                       std::size_t n)
{
    const std::vector<float> x = randomFloats(kFloatTileTokens * n);
    for (std::size_t tokens = 1; tokens <= kFloatTileTokens; ++tokens)
        for (std::size_t rows = 1; rows <= kFloatTileRows; ++rows) {
            std::vector<float> y(kFloatTileTokens * kFloatTileRows), expected(y.size());
            vector({x.data(), n, tokens, weights, n, rows, n, y.data(), kFloatTileRows});
            scalar({x.data(), n, tokens, weights, n, rows, n, expected.data(), kFloatTileRows});
            expectSame("full-precision tile", y, expected);
        }
}

// In one call, and in calls of one eight of columns each.
void compareInterleavedTiles(const KernelTable& vector, const KernelTable& scalar)
{
    for (std::size_t eights = 1; eights <= 5; ++eights)
        for (std::size_t tokens = 1; tokens <= kFloatTileTokens; ++tokens)
            for (std::size_t rows = 1; rows <= kFloatTileRows; ++rows) {
                const std::vector<float> x = randomFloats(eights * kFloatTileTokens * 8);
                const std::vector<float> w = randomFloats(eights * kFloatTileRows * 8);
                std::vector<float> sums(kFloatTileSums);
                std::vector<float> y(kFloatTileTokens * kFloatTileRows), expected(y.size());
                InterleavedTile tile{x.data(),
                                     tokens,
                                     w.data(),
                                     rows,
                                     eights,
                                     expected.data(),
                                     kFloatTileRows,
                                     sums.data(),
                                     true,
                                     true};
                scalar.tileInterleaved(tile);
                tile.y = y.data();
                vector.tileInterleaved(tile);
                expectSame("interleaved tile", y, expected);
                std::fill(y.begin(), y.end(), 0.0F);
                tile.eights = 1;
                for (std::size_t k = 0; k < eights; ++k) {
                    tile.x = x.data() + k * kFloatTileTokens * 8;
                    tile.w = w.data() + k * kFloatTileRows * 8;
                    tile.isFirst = k == 0;
                    tile.isLast = k + 1 == eights;
                    vector.tileInterleaved(tile);
                }
                expectSame("interleaved tile in pieces", y, expected);
            }
}

void compareFloatTiles(const KernelTable& vector, const KernelTable& scalar)
{
    for (std::size_t n = 1; n <= 41; ++n) {
        const std::vector<float> w = randomFloats(kFloatTileRows * n);
        std::vector<std::uint16_t> half(w.size()), brain(w.size());
        std::transform(w.begin(), w.end(), half.begin(), halfFromFloat);
        std::transform(w.begin(), w.end(), brain.begin(), bf16FromFloat);
        compareFloatTiles(vector.tileF32, scalar.tileF32, w.data(), n);
        compareFloatTiles(vector.tileF16, scalar.tileF16, half.data(), n);
        compareFloatTiles(vector.tileBf16, scalar.tileBf16, brain.data(), n);
    }
}

void compareElementwise(const KernelTable& vector, const KernelTable& scalar)
{
    for (std::size_t n = 1; n <= 67; ++n) {
        std::vector<float> x = randomFloats(n);
        const std::vector<float> other = randomFloats(n);
        for (float& value : x)
            value *= std::exp2(static_cast<float>(below(16) - 8));
        const auto run = [&](const KernelTable& table) {
            std::vector<float> all(5 * n);
            table.rmsNorm(x.data(), other.data(), n, 1e-5F, all.data());
            for (std::size_t i = 1; i < 5; ++i)
                std::copy(x.begin(), x.end(), all.begin() + static_cast<std::ptrdiff_t>(i * n));
            table.siluMultiply(&all[n], other.data(), n);
            table.geluTanhMultiply(&all[2 * n], other.data(), n);
            table.clampedSiluMultiply(&all[3 * n], other.data(), n);
            table.softCap(&all[4 * n], n, 5.0F);
            return all;
        };
        expectSame("norm or activation", run(vector), run(scalar));
    }
}

// Every half and its neighbours among the floats.
void compareNarrowing(const KernelTable& vector, const KernelTable& scalar)
{
    std::vector<float> x;
    for (std::uint32_t half = 0; half < 0x10000; ++half)
        for (const std::uint32_t beside : {0U, 1U, 0xfffU, 0x1000U, 0x1001U, 0x1fffU})
            x.push_back(std::bit_cast<float>(
                std::bit_cast<std::uint32_t>(floatFromHalf(static_cast<std::uint16_t>(half))) +
                beside));
    std::vector<std::uint16_t> halves(x.size()), expected(x.size());
    vector.narrow(x.data(), x.size() - 3, halves.data());
    scalar.narrow(x.data(), x.size() - 3, expected.data());
    expectSame("narrowing", halves, expected);
}

// Every number of 16 bits; what is none may become any other that is none.
using Interleave = void (*)(const std::uint16_t*, std::size_t, float*, std::size_t);

void compareInterleaving(Interleave vector, Interleave scalar)
{
    constexpr std::size_t kStep = 20;
    std::vector<std::uint16_t> x(0x10000 - 3);
    std::iota(x.begin(), x.end(), std::uint16_t{0});
    std::vector<float> floats(eightsOf(x.size()) * kStep), expected(floats.size());
    vector(x.data(), x.size(), floats.data(), kStep);
    scalar(x.data(), x.size(), expected.data(), kStep);
    for (std::vector<float>* values : {&floats, &expected})
        std::replace_if(
            values->begin(), values->end(), [](float value) { return std::isnan(value); }, -1.5F);
    expectSame("interleaving", floats, expected);
}

void compareAttention(const KernelTable& vector, const KernelTable& scalar)
{
    for (int round = 0; round < 200; ++round) {
        const std::size_t heads = 1 + static_cast<std::size_t>(below(9)),
                          dim = 8 * (1 + static_cast<std::size_t>(below(17)));
        const std::size_t first = round % 4 == 0 ? static_cast<std::size_t>(below(31)) : 0;
        const std::size_t count =
            first + 1 + static_cast<std::size_t>(below(static_cast<int>(kPageTokens - first)));
        const std::vector<float> q = randomFloats(heads * dim);
        const std::vector<float> pages = randomFloats(2 * dim * kPageTokens);
        std::vector<std::uint16_t> halves(pages.size());
        std::transform(pages.begin(), pages.end(), halves.begin(), halfFromFloat);
        std::vector<float> room(pages.size());
        const auto run = [&](void (*attend)(const AttentionPage&), const auto& kv, float* widened) {
            std::vector<float> state(heads * (dim + 2));
            std::fill_n(state.begin(), heads, -std::numeric_limits<float>::infinity());
            for (int page = 0; page < 2; ++page)
                attend({.q = q.data(),
                        .heads = heads,
                        .headDim = dim,
                        .keys = kv.data(),
                        .values = kv.data() + dim * kPageTokens,
                        .count = count,
                        .maximum = state.data(),
                        .sum = state.data() + heads,
                        .output = state.data() + 2 * heads,
                        .first = first,
                        .softCap = round % 3 == 0 ? 5.0F : 0.0F,
                        .widened = widened});
            return state;
        };
        expectSame("attention",
                   run(vector.attendF32, pages, nullptr),
                   run(scalar.attendF32, pages, nullptr));
        const std::vector<float> expected = run(scalar.attendF16, halves, nullptr);
        expectSame("attention to halves", run(vector.attendF16, halves, nullptr), expected);
        expectSame(
            "attention to widened halves", run(vector.attendF16, halves, room.data()), expected);
    }
}

std::vector<ActivationBlock> quantised(const KernelTable& table, const std::vector<float>& x)
{
    std::vector<ActivationBlock> blocks(x.size() / kBlockColumns);
    table.quantizeRow(x.data(), blocks.size(), blocks.data());
    return blocks;
}

// A strip of any codes, with factors that are ordinary numbers.
std::vector<std::byte> randomStrip(const PackedLayout& layout, std::size_t groups)
{
    std::vector<std::byte> strip(groups * layout.groupBytes());
    std::generate(strip.begin(), strip.end(), [] { return static_cast<std::byte>(below(256)); });
    const auto put = [](std::byte* at, auto value) { std::memcpy(at, &value, sizeof value); };
    for (std::size_t g = 0; g < groups; ++g)
        for (std::size_t r = 0; r < kStripRows; ++r) {
            std::byte* group = strip.data() + g * layout.groupBytes();
            const float d = randomFloats(1)[0] * 0.01F;
            if (layout.factor == PackedLayout::Factor::Half)
                put(group + 2 * r, halfFromFloat(d));
            else if (layout.factor == PackedLayout::Factor::Float)
                put(group + 4 * r, d);
            else
                group[r] = static_cast<std::byte>(g == 0 ? below(3) : 100 + below(30));
            if (layout.minimum != PackedLayout::Minimum::None)
                put(group + layout.minimumAt() + 2 * r, halfFromFloat(d));
        }
    return strip;
}

void comparePackedTiles(const KernelTable& vector, const KernelTable& scalar, PackedFormat format)
{
    const PackedLayout layout = packedLayout(format);
    const std::size_t groups = 2, blocks = groups * layout.columns / kBlockColumns;
    const std::vector<std::byte> strips = randomStrip(layout, 2 * kTileStrips * groups);
    const std::vector<float> x = randomFloats(kTileTokens * blocks * kBlockColumns);
    const std::vector<ActivationBlock> activations = quantised(scalar, x);
    expectSame("quantising", quantised(vector, x), activations);

    std::vector<std::byte> unpacked(blocks * kUnpackedBlockBytes + 64);
    std::byte* aligned =
        unpacked.data() + (64 - reinterpret_cast<std::uintptr_t>(unpacked.data()) % 64) % 64;
    for (std::size_t count = 1; count <= kTileStrips; ++count)
        for (std::size_t tokens = 1; tokens <= kTileTokens; ++tokens) {
            constexpr std::size_t kStride = 2 * kTileStrips * kStripRows;
            PackedStrips w{strips.data(), groups * layout.groupBytes(), count};
            std::vector<float> y(kTileTokens * kStride), expected(y.size());
            for (w.apart = 2; w.apart != 0; --w.apart) {
                scalar.packedTile(format)(
                    w, {activations.data(), blocks}, tokens, expected.data(), kStride);
                vector.packedTile(format)(
                    w, {activations.data(), blocks}, tokens, y.data(), kStride);
                expectSame("packed tile", y, expected);
            }
            w.apart = 1;
            if (const UnpackStrips unpack = vector.unpackStrips(format)) {
                unpack(w, blocks, aligned);
                w.unpacked = aligned;
                vector.packedTile(format)(
                    w, {activations.data(), blocks}, tokens, y.data(), kStride);
                expectSame("unpacked tile", y, expected);
            }
        }
}

void compare(const KernelTable& vector, const KernelTable& scalar)
{
    compareFloatTiles(vector, scalar);
    compareInterleavedTiles(vector, scalar);
    compareElementwise(vector, scalar);
    compareNarrowing(vector, scalar);
    compareInterleaving(vector.interleaveF16, scalar.interleaveF16);
    compareInterleaving(vector.interleaveBf16, scalar.interleaveBf16);
    compareAttention(vector, scalar);
    for (std::size_t format = 0; format < kPackedFormatCount; ++format)
        for (int round = 0; round < 5; ++round)
            comparePackedTiles(vector, scalar, static_cast<PackedFormat>(format));
}

} // namespace

int main()
{
    bool any = false;
    for (const auto& [name, isa] : kIsas)
        if (const KernelTable* table = kernelTableFor(isa);
            table != nullptr && isa != Isa::Scalar) {
            compare(*table, scalarKernels());
            std::printf("%s\n", std::string(table->name).c_str());
            any = true;
        }
    if (any)
        return 0;
    std::printf("no instruction set to compare\n");
    return 77;
}
