// Rows of activations quantised to 8 bits, the left operand of every integer matrix product.
//
// Each block of 16 values: scale = max|x| / 127, q = round-half-even(x / scale); so x ~ q * scale with |q| <= 127.
// Blocks of 32, as the weights have, cost a little less and lose more: on SmolLM2-135M Q4_1 the mean KL divergence from
// the exact computation is 0.0026 nats with 32 and 0.0014 with 16.
// Quantising looks at one row alone, so a row gives the same bytes in every batch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace core {

inline constexpr std::size_t kActivationBlock = 16;

// A block without a larger value than this is zero; 127 divided by less would leave the range of a float.
inline constexpr float kSmallestActivation = 1e-30F;

// Borrowed view; all rows have the same length. cols is a multiple of 32.
struct ActivationView
{
    const std::int8_t* q;      // [rows, cols]
    const float* scale;        // [rows, cols / 16]
    const std::int16_t* sums;  // [rows, cols / 16]: sums of each block's q
    std::size_t cols;

    ActivationView fromRow(std::size_t row) const
    {
        return {q + row * cols, scale + row * (cols / kActivationBlock), sums + row * (cols / kActivationBlock), cols};
    }
};

// Owner of the memory behind a view; grows, never shrinks. Not thread-safe, but rows may be filled in parallel.
class ActivationBuffer
{
public:
    void resize(std::size_t rows, std::size_t cols)
    {
        m_cols = cols;
        m_q.resize(rows * cols);
        m_scale.resize(rows * (cols / kActivationBlock));
        m_sums.resize(rows * (cols / kActivationBlock));
    }

    std::int8_t* q(std::size_t row) { return m_q.data() + row * m_cols; }
    float* scale(std::size_t row) { return m_scale.data() + row * (m_cols / kActivationBlock); }
    std::int16_t* sums(std::size_t row) { return m_sums.data() + row * (m_cols / kActivationBlock); }
    ActivationView view() const { return {m_q.data(), m_scale.data(), m_sums.data(), m_cols}; }

private:
    std::size_t m_cols = 0;
    std::vector<std::int8_t> m_q;
    std::vector<float> m_scale;
    std::vector<std::int16_t> m_sums;
};

} // namespace core
