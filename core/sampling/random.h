// Random numbers that are the same on every platform, compiler and library; std:: distributions are
// not.
#pragma once

#include <cstdint>

namespace core {

// SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014): a
// counter and a mixer, good from any seed including 0.
class Random
{
public:
    explicit Random(std::uint64_t seed)
        : m_counter(seed)
    {
    }

    std::uint64_t next()
    {
        m_counter += 0x9E3779B97F4A7C15U;
        std::uint64_t x = m_counter;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
        return x ^ (x >> 31);
    }

    // In [0, 1), 53 random bits.
    double nextUnit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

private:
    std::uint64_t m_counter;
};

} // namespace core
