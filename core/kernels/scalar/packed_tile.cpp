// y[t, r] = sum over half blocks h of d_w[r, h / 2] * d_x[t, h] * (sum over 16 columns of the integer product), half
// blocks in ascending order, each joined with one fused multiply-add; the integer sums are exact.
#include "core/kernels/scalar/scalar.h"

#include "core/base/half.h"

#include <cmath>
#include <cstring>

namespace core::scalar {

namespace {

using Bytes = const std::uint8_t*;

float halfAt(Bytes p)
{
    std::uint16_t bits = 0;
    std::memcpy(&bits, p, 2);
    return floatFromHalf(bits);
}

// Element k of row r of a block of nibbles (packed_matrix.h).
int nibble(Bytes quants, std::size_t r, std::size_t k)
{
    const std::size_t g = k / 4;
    const int pair = quants[((g % 4) * kStripRows + r) * 4 + k % 4];
    return g < 4 ? pair & 15 : pair >> 4;
}

constexpr std::size_t kWeightBlock = 32; // columns; two blocks of activations

// Adds up, for every row and every block of weights in order, what block(sum, weights, x, r, b) makes of the sum.
template <std::size_t BlockBytes, class Block>
void forEachBlock(const std::byte* strip,
                  const ActivationView& x,
                  std::size_t tokens,
                  float* y,
                  std::size_t yStride,
                  const Block& block)
{
    for (std::size_t t = 0; t < tokens; ++t) {
        const ActivationView row = x.fromRow(t);
        for (std::size_t r = 0; r < kStripRows; ++r) {
            float sum = 0.0F;
            for (std::size_t b = 0; b < x.cols / kWeightBlock; ++b)
                sum = block(sum, reinterpret_cast<Bytes>(strip) + b * BlockBytes, row, r, b);
            y[t * yStride + r] = sum;
        }
    }
}

// sum + d * d_x * integer for half block h of the row.
float join(float sum, float d, const ActivationView& x, std::size_t h, int integer)
{
    return std::fma(d * x.scale[h], static_cast<float>(integer), sum);
}

int nibbleDot(Bytes quants, const ActivationView& x, std::size_t r, std::size_t h)
{
    int dot = 0;
    for (std::size_t i = 0; i < kActivationBlock; ++i)
        dot += nibble(quants, r, h % 2 * kActivationBlock + i) * x.q[h * kActivationBlock + i];
    return dot;
}

} // namespace

void tileQ4_0(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride)
{
    forEachBlock<144>(strip, x, tokens, y, yStride,
                      [](float sum, Bytes block, const ActivationView& row, std::size_t r, std::size_t b) {
                          for (std::size_t h = 2 * b; h < 2 * b + 2; ++h)
                              sum = join(sum, halfAt(block + r * 2), row, h,
                                         nibbleDot(block + 16, row, r, h) - 8 * row.sums[h]);
                          return sum;
                      });
}

void tileQ4_1(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride)
{
    forEachBlock<160>(strip, x, tokens, y, yStride,
                      [](float sum, Bytes block, const ActivationView& row, std::size_t r, std::size_t b) {
                          for (std::size_t h = 2 * b; h < 2 * b + 2; ++h)
                              sum = join(sum, halfAt(block + r * 2), row, h, nibbleDot(block + 32, row, r, h));
                          const float total = row.scale[2 * b] * static_cast<float>(row.sums[2 * b])
                              + row.scale[2 * b + 1] * static_cast<float>(row.sums[2 * b + 1]);
                          return std::fma(halfAt(block + 16 + r * 2), total, sum);
                      });
}

void tileQ8_0(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride)
{
    forEachBlock<272>(strip, x, tokens, y, yStride,
                      [](float sum, Bytes block, const ActivationView& row, std::size_t r, std::size_t b) {
                          for (std::size_t h = 2 * b; h < 2 * b + 2; ++h) {
                              int dot = 0;
                              for (std::size_t i = 0; i < kActivationBlock; ++i) {
                                  const std::size_t k = h % 2 * kActivationBlock + i;
                                  const std::uint8_t w = block[16 + (k / 4 * kStripRows + r) * 4 + k % 4];
                                  dot += static_cast<std::int8_t>(w) * row.q[h * kActivationBlock + i];
                              }
                              sum = join(sum, halfAt(block + r * 2), row, h, dot);
                          }
                          return sum;
                      });
}

void tileQ6_K(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride)
{
    constexpr std::size_t kHeader = 16 + 128; // d and scales of a superblock
    constexpr std::size_t kBlock = 128 + 64;  // low and high bits of 32 elements
    constexpr std::size_t kSuper = kHeader + 8 * kBlock;
    const auto value = [](Bytes quants, std::size_t r, std::size_t k) {
        const std::size_t g = k / 4;
        const int high = quants[128 + (g / 4 * kStripRows + r) * 4 + k % 4] >> (2 * (g % 4)) & 3;
        return nibble(quants, r, k) | high << 4;
    };
    for (std::size_t t = 0; t < tokens; ++t) {
        const ActivationView row = x.fromRow(t);
        for (std::size_t r = 0; r < kStripRows; ++r) {
            float sum = 0.0F;
            for (std::size_t h = 0; h < x.cols / kActivationBlock; ++h) {
                const Bytes super = reinterpret_cast<Bytes>(strip) + h / 16 * kSuper;
                const Bytes quants = super + kHeader + h % 16 / 2 * kBlock;
                int dot = 0;
                for (std::size_t i = 0; i < kActivationBlock; ++i)
                    dot += value(quants, r, h % 2 * kActivationBlock + i) * row.q[h * kActivationBlock + i];
                const auto scale = static_cast<std::int8_t>(super[16 + h % 16 * kStripRows + r]);
                sum = join(sum, halfAt(super + r * 2), row, h, scale * (dot - 32 * row.sums[h]));
            }
            y[t * yStride + r] = sum;
        }
    }
}

} // namespace core::scalar
