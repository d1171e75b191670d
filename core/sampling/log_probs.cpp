#include "core/sampling/log_probs.h"

#include "core/base/check.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace core {

namespace {

constexpr double kLowest = -9999;

// A number that can be compared: NaN and -infinity become the lowest, +infinity the highest one.
float finite(float logit)
{
    constexpr float kHighest = std::numeric_limits<float>::max();
    return std::isnan(logit) ? -kHighest : std::clamp(logit, -kHighest, kHighest);
}

} // namespace

LogProbs::LogProbs(std::span<const float> logits)
    : m_logits(logits)
{
    CORE_CHECK(!logits.empty());
    float highest = finite(logits[0]);
    for (const float logit : logits)
        highest = std::max(highest, finite(logit));
    double sum = 0;
    for (const float logit : logits)
        sum += std::exp(static_cast<double>(finite(logit)) - static_cast<double>(highest));
    m_normaliser = static_cast<double>(highest) + std::log(sum);
}

float LogProbs::of(TokenId token) const
{
    const float logit = finite(m_logits[static_cast<std::size_t>(token)]);
    return static_cast<float>(std::max(static_cast<double>(logit) - m_normaliser, kLowest));
}

Candidates LogProbs::best(std::size_t count) const
{
    Candidates all(m_logits.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = {static_cast<TokenId>(i), finite(m_logits[i])};
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(count, all.size()));
    std::partial_sort(all.begin(), end, all.end(), ranksBefore);
    all.erase(end, all.end());
    for (Candidate& candidate : all)
        candidate.logit = of(candidate.id);
    return all;
}

} // namespace core
