// The exponential and what is made of it, in vectors of any width. To be included after the file
// that names a processor's vectors, as all of this folder: see README.md.
#pragma once

namespace {

// As core::scalar::exponential().
template <class V>
FIRESIDE_INLINE V exponential(V x)
{
    const auto alive = greater(x, splat<V>(-87.0F));
    x = least(x, splat<V>(88.0F));
    const V n = nearest(x * splat<V>(1.44269504F));
    V r = fma(n, splat<V>(-0.693359375F), x);
    r = fma(n, splat<V>(2.12194440e-4F), r);
    V p = splat<V>(1.0F / 720.0F);
    p = fma(p, r, splat<V>(1.0F / 120.0F));
    p = fma(p, r, splat<V>(1.0F / 24.0F));
    p = fma(p, r, splat<V>(1.0F / 6.0F));
    p = fma(p, r, splat<V>(0.5F));
    p = fma(p, r, splat<V>(1.0F));
    p = fma(p, r, splat<V>(1.0F));
    return keep(alive, p * twoTo(n));
}

// As core::scalar::hyperbolicTangent().
template <class V>
FIRESIDE_INLINE V hyperbolicTangent(V x)
{
    const V one = splat<V>(1.0F);
    return one - splat<V>(2.0F) / (exponential(x + x) + one);
}

template <class V>
FIRESIDE_INLINE V softCapped(V x, float cap)
{
    const V caps = splat<V>(cap);
    return caps * hyperbolicTangent(x / caps);
}

} // namespace
