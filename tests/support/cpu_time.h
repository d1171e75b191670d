// Time the process itself computed, for bounds that hold on a busy computer too.
#pragma once

#include <ctime>

namespace tests {

class CpuTimer
{
public:
    // Milliseconds of all threads since construction.
    double elapsedMs() const
    {
        return 1000.0 * static_cast<double>(std::clock() - m_start) / CLOCKS_PER_SEC;
    }

private:
    std::clock_t m_start = std::clock();
};

} // namespace tests
