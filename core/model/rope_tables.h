// Rotary position embedding: Su et al. 2021, arXiv:2104.09864.
#pragma once

#include "core/model/hyperparameters.h"

#include <cstddef>
#include <span>
#include <vector>

namespace core {

// Cosines and sines of a batch's positions, for every rope of a model. Not thread-safe, but
// rotate() may be called from several threads after prepare().
class RopeTables
{
public:
    // hp must outlive the object. contextTokens: the longest sequence to come, by which some models
    // choose their factors.
    RopeTables(const Hyperparameters& hp, std::size_t contextTokens);

    void prepare(std::span<const std::size_t> positions);

    // Turns the heads [headCount, headDim] of the batch's row by one of Hyperparameters::ropes.
    void rotate(float* heads, std::size_t headCount, std::size_t row, int rope) const;

private:
    struct Table
    {
        std::vector<double> frequencies; // [rotaryDim / 2], radians per position
        double magnitude = 1.0;
        std::vector<float> cosines, sines; // [rows, rotaryDim / 2]
    };

    const Hyperparameters& m_hp;
    std::vector<Table> m_tables; // one per rope
};

} // namespace core
