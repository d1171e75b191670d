// A vector that begins at a cache line, so that vector loads of whole parts of a line never cross
// into the next one, which costs a second load.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace core {

inline constexpr std::size_t kCacheLine = 64;

template <class T>
struct LineAllocator
{
    using value_type = T;

    LineAllocator() = default;
    template <class Other>
    LineAllocator(const LineAllocator<Other>&)
    {
    }

    T* allocate(std::size_t n)
    {
        return static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{kCacheLine}));
    }
    void deallocate(T* p, std::size_t) { ::operator delete (p, std::align_val_t{kCacheLine}); }

    friend bool operator==(const LineAllocator&, const LineAllocator&) { return true; }
};

template <class T>
using LineVector = std::vector<T, LineAllocator<T>>;

} // namespace core
