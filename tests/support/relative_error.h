// How far numbers are from what was expected, as one figure.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace tests {

// Root of the summed squares of the differences, relative to that of the expected numbers. Equal
// lengths.
inline double relativeError(const std::vector<float>& expected, const std::vector<float>& found)
{
    double error = 0;
    double size = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        error += std::pow(double(found[i]) - double(expected[i]), 2);
        size += std::pow(double(expected[i]), 2);
    }
    return std::sqrt(error / size);
}

} // namespace tests
