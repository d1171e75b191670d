// Guesses an answer's next tokens by what followed the same words before: prompt lookup decoding
// (Saxena 2023), a form of speculative decoding (Leviathan et al. 2023, arXiv:2211.17192) without a
// second model.
//
// The guesses are computed beside the token that is due and kept as far as sampling chooses them
// anyway, so they change when tokens come and never which. Where an answer repeats its prompt, as
// summaries, corrections and code do, several come in a step.
#pragma once

#include "core/base/token.h"

#include <cstddef>
#include <span>

namespace core {

// The tokens behind the latest earlier place where the last kGram of ids stand; at most `most`, and
// none where there is no such place.
std::span<const TokenId> lookUp(std::span<const TokenId> ids, std::size_t most);

// How far guessing pays for one answer, learnt from how its guesses fare. Not thread-safe.
class GuessLength
{
public:
    // Guesses worth computing, 0 … kMostGuesses. rowCost: what a further row of a batch costs, as a
    // share of a step of one row. A guess counts only if all before it were right, so the k-th is
    // worth its cost while acceptance^k exceeds that.
    std::size_t next(double rowCost);

    void record(std::size_t guessed, std::size_t accepted);

    static constexpr std::size_t kMostGuesses = 7;

private:
    double m_acceptance = kExpected; // of a guess whose predecessors were right

    static constexpr double kExpected = 0.6;
};

} // namespace core
