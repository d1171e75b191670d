// Keeps the process alive when a mapped file loses its bytes.
//
// Touching a page of a mapping whose file was truncated, or whose disk failed, raises SIGBUS. While
// a MapGuard lives, such a fault inside its range replaces the mapping from the faulting page to
// its end by zeros, sets damaged(), and the touching code goes on, reading zeros. Whoever computes
// from the range asks damaged() before it trusts a result. Faults elsewhere go to the handler that
// was there before.
//
// The first guard installs a process-wide SIGBUS handler, which stays. Guards may be made and
// destroyed on any thread.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <span>

namespace core {

class MapGuard
{
public:
    // range: a whole mapping, beginning at a page. Fails with Limit when kMostRanges are guarded
    // already.
    static Result<MapGuard> watch(std::span<const std::byte> range);

    MapGuard() = default; // watches nothing
    MapGuard(MapGuard&& other) noexcept;
    MapGuard& operator=(MapGuard&& other) noexcept;
    ~MapGuard();

    // Any thread. Once true, stays true.
    bool damaged() const;

    static constexpr std::size_t kMostRanges = 1024;

private:
    explicit MapGuard(int slot)
        : m_slot(slot)
    {
    }
    void release();

    int m_slot = -1;
};

} // namespace core
