#include "core/engine/prompt_lookup.h"

#include <algorithm>
#include <cmath>

namespace core {

namespace {

constexpr std::size_t kGram = 3;

// Weights of what is new: of an outcome, and of the expectation in every step without guesses.
constexpr double kLearning = 0.15;
constexpr double kForgetting = 0.02;

// Never quite certain, so that the logarithm has a value.
constexpr double kMostAcceptance = 0.98;

} // namespace

std::span<const TokenId> lookUp(std::span<const TokenId> ids, std::size_t most)
{
    if (ids.size() <= kGram || most == 0)
        return {};
    const std::span<const TokenId> gram = ids.last(kGram);
    const auto end = ids.end() - 1; // an occurrence ends before the gram's own end
    const auto found = std::find_end(ids.begin(), end, gram.begin(), gram.end());
    if (found == end)
        return {};
    const auto next = static_cast<std::size_t>(found - ids.begin()) + kGram;
    return ids.subspan(next, std::min(most, ids.size() - next));
}

std::size_t GuessLength::next(double rowCost)
{
    if (rowCost >= m_acceptance) {
        m_acceptance += kForgetting * (kExpected - m_acceptance);
        return 0;
    }
    const double length =
        std::log(std::max(rowCost, 1e-3)) / std::log(std::min(m_acceptance, kMostAcceptance));
    return std::min(kMostGuesses, static_cast<std::size_t>(length));
}

void GuessLength::record(std::size_t guessed, std::size_t accepted)
{
    for (std::size_t i = 0; i < std::min(guessed, accepted + 1); ++i)
        m_acceptance += kLearning * ((i < accepted ? 1.0 : 0.0) - m_acceptance);
}

} // namespace core
