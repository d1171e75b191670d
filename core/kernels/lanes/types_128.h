// Vectors of 128 bits and less, as g++ and clang name them (GCC manual, "Vector Extensions").
#pragma once

#include <cstdint>

namespace {

using F4 = float __attribute__((vector_size(16)));
using I4 = std::int32_t __attribute__((vector_size(16)));
using U4 = std::uint32_t __attribute__((vector_size(16)));
using B16 = std::uint8_t __attribute__((vector_size(16)));
using U16x8 = std::uint16_t __attribute__((vector_size(16)));
using U16x4 = std::uint16_t __attribute__((vector_size(8)));
using S8x4 = std::int8_t __attribute__((vector_size(4)));
using U8x4 = std::uint8_t __attribute__((vector_size(4)));

} // namespace
