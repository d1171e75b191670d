// Bytes multiplied in fours, for processors with an instruction for it or what comes near. The file
// that includes it says how:
//
//   kSignedOffset              added to signed values, so that they can be multiplied as unsigned
//   addProducts(sum, w, x)     of each lane, sum + the four products
#pragma once

#include "core/kernels/lanes/packed_tile.h"

namespace {

struct InFours
{
    static constexpr int kSignedOffset = ::kSignedOffset;

    using Scale = Floats;

    template <PackedLayout L>
    FIRESIDE_INLINE static Scale scale(const std::byte* group, std::size_t h)
    {
        if constexpr (L.scaleColumns == 0)
            return splat<Floats>(1.0F);
        else
            return toFloats(scales<L>(group, h));
    }

    // As floats, scale * dot is rounded as the integer product is on its way to a float: both
    // factors are exact.
    template <PackedLayout L, int Half>
    FIRESIDE_INLINE static Floats
    product(const Bytes (&w)[4], Scale scale, const ActivationBlock& x)
    {
        constexpr bool kIsShifted = L.isSigned() && kSignedOffset != 0;
        Ints sum = splatInt(kIsShifted ? x.signedStart[Half] : 0);
        for (int g = 0; g < 4; ++g)
            sum = addProducts(sum, w[g], broadcast4(x.q + 16 * Half + 4 * g));
        return L.scaleColumns == 0 ? toFloats(sum) : toFloats(sum) * scale;
    }
};

} // namespace
