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

// y = matrix · x + bias
struct Projection
{
    PackedMatrix matrix;
    std::vector<float> bias; // [matrix.rows()] or empty
};

struct FeedForwardWeights
{
    Projection gate; // [ffnDim, modelDim]
    Projection up;   // [ffnDim, modelDim]
    Projection down; // [modelDim, ffnDim]
};

// Norms that the architecture does not have are empty.
struct LayerWeights
{
    std::vector<float> attentionNorm;        // [modelDim]
    Projection query;                        // [qDim, modelDim]
    Projection key;                          // [kvDim, modelDim]
    Projection value;                        // [kvDim, modelDim]
    std::vector<float> queryNorm;            // [headDim] or [qDim]
    std::vector<float> keyNorm;              // [headDim] or [kvDim]
    std::vector<float> attentionSinks;       // [headCount]
    Projection attentionOutput;              // [modelDim, qDim]
    std::vector<float> attentionPostNorm;    // [modelDim]
    std::vector<float> ffnNorm;              // [modelDim]
    FeedForwardWeights ffn;                  // where there are no experts
    Projection router;                       // [expertCount, modelDim]
    std::vector<FeedForwardWeights> experts; // [expertCount]
    std::vector<float> ffnPostNorm;          // [modelDim]
};

struct Weights
{
    TensorInfo embedding; // [vocabSize, modelDim], as it is mapped: rows are widened one at a time
    std::vector<LayerWeights> layers;
    std::vector<float> outputNorm; // [modelDim]
    PackedMatrix output;           // [vocabSize, modelDim]; of the embedding where they are tied

    std::size_t sizeBytes() const; // of the matrices
};

// The type in which keys and values are stored beside these weights: F16, but F32 where the weights
// are F32, since a full-precision model promises full-precision results. compact: Q8_0, about half
// of F16.
DType keyValueType(const Weights& weights, bool compact = false);

// Reports how much is done, 0 … 1. Called from the loading thread.
using LoadProgress = std::function<void(double)>;

// Fails with Malformed where a tensor is missing or has another shape, with OutOfMemory, or with
// Cancelled.
Result<Weights> loadWeights(const ModelFile& file,
                            const Hyperparameters& hp,
                            WorkerTeam& team,
                            const LoadProgress& progress,
                            const std::stop_token& stop);

} // namespace core
