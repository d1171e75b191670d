// A model's weights, checked against its hyperparameters and packed for the kernels.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_file.h"
#include "core/kernels/packed_matrix.h"
#include "core/model/hyperparameters.h"

#include <functional>
#include <stop_token>
#include <vector>

namespace core {

struct LayerWeights
{
    std::vector<float> attentionNorm; // [modelDim]
    PackedMatrix query;               // [qDim, modelDim]
    PackedMatrix key;                 // [kvDim, modelDim]
    PackedMatrix value;               // [kvDim, modelDim]
    PackedMatrix attentionOutput;     // [modelDim, qDim]
    std::vector<float> ffnNorm;       // [modelDim]
    PackedMatrix gate;                // [ffnDim, modelDim]
    PackedMatrix up;                  // [ffnDim, modelDim]
    PackedMatrix down;                // [modelDim, ffnDim]
};

struct Weights
{
    TensorInfo embedding;          // [vocabSize, modelDim], as it is mapped: rows are widened one at a time
    std::vector<LayerWeights> layers;
    std::vector<float> outputNorm; // [modelDim]
    PackedMatrix output;           // [vocabSize, modelDim]; of the embedding where they are tied

    std::size_t sizeBytes() const; // of the matrices
};

// The type in which keys and values are stored beside these weights: F16, but F32 where the weights are F32, since a
// full-precision model promises full-precision results.
DType keyValueType(const Weights& weights);

// Reports how much is done, 0 … 1. Called from the loading thread.
using LoadProgress = std::function<void(double)>;

// Fails with Malformed where a tensor is missing or has another shape, with OutOfMemory, or with Cancelled.
Result<Weights> loadWeights(const ModelFile& file,
                            const Hyperparameters& hp,
                            WorkerTeam& team,
                            const LoadProgress& progress,
                            const std::stop_token& stop);

} // namespace core
