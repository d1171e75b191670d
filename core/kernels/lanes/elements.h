// Types of full-precision numbers in memory, as many read as floats as a vector V holds.
#pragma once

#include <cstdint>

namespace {

struct OfFloats
{
    using Element = float;
    template <class V = Floats>
    FIRESIDE_INLINE static V at(const float* p)
    {
        return load<V>(p);
    }
};

struct OfHalves
{
    using Element = std::uint16_t;
    template <class V = Floats>
    FIRESIDE_INLINE static V at(const std::uint16_t* p)
    {
        return loadHalves<V>(p);
    }
};

struct OfBf16
{
    using Element = std::uint16_t;
    template <class V = Floats>
    FIRESIDE_INLINE static V at(const std::uint16_t* p)
    {
        return loadBf16(p);
    }
};

} // namespace
