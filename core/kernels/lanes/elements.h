// Types of full-precision numbers in memory, eight of them read as floats.
#pragma once

#include <cstdint>

namespace {

struct OfFloats
{
    using Element = float;
    FIRESIDE_INLINE static Floats at(const float* p) { return load(p); }
};

struct OfHalves
{
    using Element = std::uint16_t;
    FIRESIDE_INLINE static Floats at(const std::uint16_t* p) { return loadHalves(p); }
};

struct OfBf16
{
    using Element = std::uint16_t;
    FIRESIDE_INLINE static Floats at(const std::uint16_t* p) { return loadBf16(p); }
};

} // namespace
