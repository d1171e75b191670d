// y[t, r] = sum over blocks b of d_w[r, b] * d_x[t, b] * (sum over k of the integer product), blocks in ascending
// order, each joined with one fused multiply-add; the integer sums are exact.
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

// Calls block(row, b, quants, activations) for every row and block and hands on the accumulator.
template <std::size_t BlockBytes, class Block>
void forEachBlock(const std::byte* strip,
                  const ActivationView& x,
                  std::size_t tokens,
                  float* y,
                  std::size_t yStride,
                  const Block& block)
{
    const std::size_t blocks = x.cols / kActivationBlock;
    for (std::size_t t = 0; t < tokens; ++t) {
        const ActivationView row = x.fromRow(t);
        for (std::size_t r = 0; r < kStripRows; ++r) {
            float sum = 0.0F;
            for (std::size_t b = 0; b < blocks; ++b)
                sum = block(sum, reinterpret_cast<Bytes>(strip) + b * BlockBytes, row, r, b);
            y[t * yStride + r] = sum;
        }
    }
}

int blockSum(const ActivationView& x, std::size_t b)
{
    return x.sums[b * 2] + x.sums[b * 2 + 1];
}

int nibbleDot(Bytes quants, const ActivationView& x, std::size_t r, std::size_t b)
{
    int dot = 0;
    for (std::size_t k = 0; k < kActivationBlock; ++k)
        dot += nibble(quants, r, k) * x.q[b * kActivationBlock + k];
    return dot;
}

} // namespace

void tileQ4_0(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride)
{
    forEachBlock<144>(strip, x, tokens, y, yStride,
                      [](float sum, Bytes block, const ActivationView& row, std::size_t r, std::size_t b) {
                          const int dot = nibbleDot(block + 16, row, r, b) - 8 * blockSum(row, b);
                          return std::fma(halfAt(block + r * 2) * row.scale[b], static_cast<float>(dot), sum);
                      });
}

void tileQ4_1(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride)
{
    forEachBlock<160>(strip, x, tokens, y, yStride,
                      [](float sum, Bytes block, const ActivationView& row, std::size_t r, std::size_t b) {
                          const int dot = nibbleDot(block + 32, row, r, b);
                          const float minimum = halfAt(block + 16 + r * 2);
                          const float total = row.scale[b] * static_cast<float>(blockSum(row, b));
                          sum = std::fma(halfAt(block + r * 2) * row.scale[b], static_cast<float>(dot), sum);
                          return std::fma(minimum, total, sum);
                      });
}

void tileQ8_0(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride)
{
    forEachBlock<272>(strip, x, tokens, y, yStride,
                      [](float sum, Bytes block, const ActivationView& row, std::size_t r, std::size_t b) {
                          int dot = 0;
                          for (std::size_t k = 0; k < kActivationBlock; ++k) {
                              const std::uint8_t w = block[16 + (k / 4 * kStripRows + r) * 4 + k % 4];
                              dot += static_cast<std::int8_t>(w) * row.q[b * kActivationBlock + k];
                          }
                          return std::fma(halfAt(block + r * 2) * row.scale[b], static_cast<float>(dot), sum);
                      });
}

void tileQ6_K(const std::byte* strip, const ActivationView& x, std::size_t tokens, float* y, std::size_t yStride)
{
    constexpr std::size_t kHeader = 16 + 128;     // d and scales of a superblock
    constexpr std::size_t kBlock = 128 + 64;      // low and high bits of 32 elements
    constexpr std::size_t kSuper = kHeader + 8 * kBlock;
    const std::size_t blocks = x.cols / kActivationBlock;
    for (std::size_t t = 0; t < tokens; ++t) {
        const ActivationView row = x.fromRow(t);
        for (std::size_t r = 0; r < kStripRows; ++r) {
            float sum = 0.0F;
            for (std::size_t b = 0; b < blocks; ++b) {
                const Bytes super = reinterpret_cast<Bytes>(strip) + b / 8 * kSuper;
                const Bytes quants = super + kHeader + b % 8 * kBlock;
                int dot = 0;
                for (std::size_t half = 0; half < 2; ++half) {
                    int part = 0;
                    for (std::size_t k = half * 16; k < half * 16 + 16; ++k) {
                        const std::size_t g = k / 4;
                        const int high = quants[128 + (g / 4 * kStripRows + r) * 4 + k % 4] >> (2 * (g % 4)) & 3;
                        part += (nibble(quants, r, k) | high << 4) * row.q[b * kActivationBlock + k];
                    }
                    const auto scale = static_cast<std::int8_t>(super[16 + (b % 8 * 2 + half) * kStripRows + r]);
                    dot += scale * (part - 32 * row.sums[b * 2 + half]);
                }
                sum = std::fma(halfAt(super + r * 2) * row.scale[b], static_cast<float>(dot), sum);
            }
            y[t * yStride + r] = sum;
        }
    }
}

} // namespace core::scalar
