// Bytes multiplied without an instruction for it: into sums of 16 bits, and those by the scales
// into sums of 32. For AVX2 and SSE4.2.
#pragma once

#include "core/kernels/lanes/packed_tile.h"

namespace {

struct InPairs
{
    static constexpr int kSignedOffset = 0;

    using Scale = Pairs; // twice in each lane, as 16 bits

    template <PackedLayout L>
    FIRESIDE_INLINE static Scale scale(const std::byte* group, std::size_t h)
    {
        if constexpr (L.scaleColumns == 0)
            return splatPairs(1);
        else
            return twice(scales<L>(group, h));
    }

    // Products of bytes, added in pairs. Signed values: |w| times x with w's sign, since one side
    // is taken as unsigned; 2 * 128 * 127 fits 16 bits.
    template <PackedLayout L>
    FIRESIDE_INLINE static Pairs pairs(Bytes w, const std::int8_t* q)
    {
        const Bytes x = broadcast4(q);
        if constexpr (L.isSigned())
            return unsignedTimesSigned(magnitudes(w), withSignOf(x, w));
        else
            return unsignedTimesSigned(w, x);
    }

    // As many products are added in 16 bits as fit: of values up to 31 four pairs (4 * 2 * 31 *
    // 127), up to 63 two, of signed ones one.
    template <PackedLayout L, int Half>
    FIRESIDE_INLINE static Floats
    product(const Bytes (&w)[4], Scale scale, const ActivationBlock& x)
    {
        const std::int8_t* q = x.q + 16 * Half;
        const Pairs p0 = pairs<L>(w[0], q), p1 = pairs<L>(w[1], q + 4);
        const Pairs p2 = pairs<L>(w[2], q + 8), p3 = pairs<L>(w[3], q + 12);
        if constexpr (L.isSigned())
            return toFloats(
                sum(sum(dot(p0, scale), dot(p1, scale)), sum(dot(p2, scale), dot(p3, scale))));
        else if constexpr (L.bits == 6)
            return toFloats(sum(dot(sumPairs(p0, p1), scale), dot(sumPairs(p2, p3), scale)));
        else
            return toFloats(dot(sumPairs(sumPairs(p0, p1), sumPairs(p2, p3)), scale));
    }
};

} // namespace
