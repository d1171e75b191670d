#include "core/model/expert_routing.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace core {

void routeToExperts(std::span<const float> scores,
                    std::size_t used,
                    bool sumToOne,
                    std::vector<std::vector<RoutedRow>>& byExpert)
{
    const std::size_t experts = byExpert.size();
    for (std::vector<RoutedRow>& rows : byExpert)
        rows.clear();
    std::vector<std::size_t> order(experts);
    for (std::size_t row = 0; row < scores.size() / experts; ++row) {
        const float* own = scores.data() + row * experts;
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::partial_sort(order.begin(),
                          order.begin() + static_cast<std::ptrdiff_t>(used),
                          order.end(),
                          [own](std::size_t a, std::size_t b) {
                              return own[a] != own[b] ? own[a] > own[b] : a < b;
                          });
        const float most = own[order.front()];
        float sum = 0.0F;
        for (std::size_t i = 0; i < (sumToOne ? used : experts); ++i)
            sum += std::exp(own[order[i]] - most);
        for (std::size_t i = 0; i < used; ++i)
            byExpert[order[i]].push_back({row, std::exp(own[order[i]] - most) / sum});
    }
}

} // namespace core
