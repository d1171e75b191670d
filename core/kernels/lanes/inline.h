// How the vector kernels are inlined, in every build type.
#pragma once

#define FIRESIDE_INLINE __attribute__((always_inline)) inline
