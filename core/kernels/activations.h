// Rows of activations quantised to 8 bits, the left operand of every integer matrix product.
//
// Each block of 32 values: scale = max|x| / 127, q = round-half-even(x / scale); so x ~ q * scale with |q| <= 127.
// Quantising looks at one row alone, so a row gives the same bytes in every batch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace core {

inline constexpr std::size_t kActivationBlock = 32;

// A block without a larger value than this is zero; 127 divided by less would leave the range of a float.
inline constexpr float kSmallestActivation = 1e-30F;

// Borrowed view; all rows have the same length. cols is a multiple of 32.
struct ActivationView
{
    const std::int8_t* q;      // [rows, cols]
    const float* scale;        // [rows, cols / 32]
    const std::int16_t* sums;  // [rows, cols / 16]: sums of 16 consecutive q
    std::size_t cols;

    ActivationView fromRow(std::size_t row) const
    {
        return {q + row * cols, scale + row * (cols / 32), sums + row * (cols / 16), cols};
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
        m_scale.resize(rows * (cols / 32));
        m_sums.resize(rows * (cols / 16));
    }

    std::int8_t* q(std::size_t row) { return m_q.data() + row * m_cols; }
    float* scale(std::size_t row) { return m_scale.data() + row * (m_cols / 32); }
    std::int16_t* sums(std::size_t row) { return m_sums.data() + row * (m_cols / 16); }
    ActivationView view() const { return {m_q.data(), m_scale.data(), m_sums.data(), m_cols}; }

private:
    std::size_t m_cols = 0;
    std::vector<std::int8_t> m_q;
    std::vector<float> m_scale;
    std::vector<std::int16_t> m_sums;
};

} // namespace core
