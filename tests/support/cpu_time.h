// Time the process itself computed, for bounds that hold on a busy computer too.
#pragma once

#include <ctime>

namespace tests {

class CpuTimer
{
public:
    // Milliseconds of all threads since construction; of an ordinary build, where a sanitizer slows
    // this one.
    double elapsedMs() const
    {
        return 1000.0 * static_cast<double>(std::clock() - m_start) / CLOCKS_PER_SEC / kSlowdown;
    }

private:
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    static constexpr double kSlowdown =
        10; // at -O1; about what the sanitizers cost code full of small allocations
#else
    static constexpr double kSlowdown = 1;
#endif
    std::clock_t m_start = std::clock();
};

} // namespace tests
