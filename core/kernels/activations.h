// Rows of activations quantised to 8 bits, the left operand of every integer matrix product.
//
// Each 16 values: scale = max|x| / 127, q = round-half-even(x / scale); so x ~ q * scale with |q|
// <= 127. One scale for 32, as the weights have, costs a little less and loses more: on
// SmolLM2-135M Q4_1 the mean KL divergence from the exact computation is 0.0026 nats with 32 and
// 0.0014 with 16. Quantising looks at one row alone, so a row gives the same bytes in every batch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace core {

inline constexpr std::size_t kScaledActivations = 16; // that share a scale

// Values no larger than this are zero; 127 divided by less would leave the range of a float.
inline constexpr float kSmallestActivation = 1e-30F;

// 32 columns of one row, with what corrects a product for an offset or minimum of the weights.
struct ActivationBlock
{
    std::int8_t q[32];
    float scale[2];
    float total[2]; // scale * (sum of q) of each half
    float sum;      // total[0] + total[1]
    // -128 * (sum of q) of each half: where integer sums start for kernels that multiply signed
    // weights as unsigned bytes, 128 too large.
    std::int32_t signedStart[2];
};

// Borrowed view of rows that lie one after another.
struct ActivationView
{
    const ActivationBlock* blocks; // [rows, rowBlocks]
    std::size_t rowBlocks;         // columns / 32

    const ActivationBlock* row(std::size_t row) const { return blocks + row * rowBlocks; }
    ActivationView fromRow(std::size_t first) const { return {row(first), rowBlocks}; }
};

// Owner of the memory behind a view; grows, never shrinks. Not thread-safe, but rows may be filled
// in parallel.
class ActivationBuffer
{
public:
    // cols is a multiple of 32.
    void resize(std::size_t rows, std::size_t cols)
    {
        m_rowBlocks = cols / 32;
        m_blocks.resize(rows * m_rowBlocks);
    }

    ActivationBlock* row(std::size_t row) { return m_blocks.data() + row * m_rowBlocks; }
    ActivationView view() const { return {m_blocks.data(), m_rowBlocks}; }

private:
    std::size_t m_rowBlocks = 0;
    std::vector<ActivationBlock> m_blocks;
};

} // namespace core
