// Into how many pieces a loop is cut for the threads of a team.
#pragma once

#include "core/threads/worker_team.h"

#include <algorithm>
#include <cstddef>

namespace core {

// Pieces per worker: enough that a worker that lost its core holds up little, few enough to keep
// the counter cool.
inline constexpr std::size_t kPiecesPerWorker = 6;

inline std::size_t grainFor(std::size_t count, const WorkerTeam& team)
{
    return std::max<std::size_t>(
        1, count / (static_cast<std::size_t>(team.size()) * kPiecesPerWorker));
}

} // namespace core
