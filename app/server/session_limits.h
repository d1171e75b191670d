// How much the endpoint keeps for its clients. Plain values.
#pragma once

#include <cstddef>

namespace app {

struct SessionLimits
{
    std::size_t sessions = 10'000;
    std::size_t textBytes = 256 * 1024 * 1024; // of all sessions together, shared text counted once
};

} // namespace app
