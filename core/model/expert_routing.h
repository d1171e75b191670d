// Which experts compute which rows: sparsely gated mixtures (Shazeer et al. 2017, arXiv:1701.06538;
// Fedus et al. 2021, arXiv:2101.03961).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace core {

// A row that an expert computes, and the weight of what it adds.
struct RoutedRow
{
    std::size_t row;
    float weight;
};

// Gives each row its `used` most probable experts. scores: [rows, experts], as the router computes
// them. The weights are the softmax over the chosen scores (sumToOne) or over all of them. Of equal
// scores the first expert's wins. byExpert: [experts], rows in ascending order.
void routeToExperts(std::span<const float> scores,
                    std::size_t used,
                    bool sumToOne,
                    std::vector<std::vector<RoutedRow>>& byExpert);

} // namespace core
