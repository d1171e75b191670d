// The numbers that shape a transformer, read from a model file and checked before anything is allocated.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <vector>

namespace core {

class ModelFile;

// Which two components of a head RoPE rotates together.
enum class RopePairing {
    Interleaved, // 2i and 2i + 1, as in the paper (Su et al. 2021, arXiv:2104.09864) and in GGUF's llama files
    Halves,      // i and i + rotaryDim / 2, as in GPT-NeoX and Hugging Face's llama files
};

struct Hyperparameters
{
    std::string architecture;
    std::size_t layerCount = 0;
    std::size_t modelDim = 0;    // width of the hidden state
    std::size_t ffnDim = 0;      // width of the feed-forward network's inner layer
    std::size_t headCount = 0;   // query heads
    std::size_t kvHeadCount = 0; // headCount / kvHeadCount query heads share one key/value head
    std::size_t headDim = 0;
    std::size_t vocabSize = 0;
    std::size_t trainedContext = 0; // tokens
    float normEpsilon = 1e-5F;
    float ropeTheta = 10000.0F;
    std::size_t rotaryDim = 0;
    RopePairing ropePairing = RopePairing::Interleaved;
    std::vector<float> ropeFactors; // [rotaryDim / 2], divides each frequency; empty: none (llama 3.1's long context)

    std::size_t qDim() const { return headCount * headDim; }
    std::size_t kvDim() const { return kvHeadCount * headDim; }
    std::size_t groupSize() const { return headCount / kvHeadCount; }
};

// Fails with Unsupported (unknown architecture, named with the known ones) or Malformed (a number that is missing, zero,
// out of bounds, or does not fit another).
Result<Hyperparameters> readHyperparameters(const ModelFile& file);

} // namespace core
