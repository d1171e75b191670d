// The architectures this engine knows. Each has one file here that reads its hyperparameters and names its tensors.
#pragma once

#include "core/model/hyperparameters.h"

#include <span>
#include <string>
#include <string_view>

namespace core {

// Where a layer's tensors are, by the names the file's format gives them.
struct LayerTensorNames
{
    std::string attentionNorm, query, key, value, attentionOutput;
    std::string ffnNorm, gate, up, down;
};

struct TensorNames
{
    std::string embedding;  // [vocabSize, modelDim]
    std::string outputNorm; // [modelDim]
    std::string output;     // [vocabSize, modelDim]; absent: tied to the embedding
};

struct Architecture
{
    std::string_view name;            // general.architecture in GGUF, model_type in config.json
    Result<Hyperparameters> (*readGguf)(const ModelFile& file);
    Result<Hyperparameters> (*readHuggingFace)(const ModelFile& file);
    TensorNames (*tensors)(const ModelFile& file);
    LayerTensorNames (*layer)(const ModelFile& file, std::size_t index);
};

std::span<const Architecture> architectures();

// Null where the name is unknown.
const Architecture* findArchitecture(std::string_view name);

const Architecture& llamaArchitecture();

} // namespace core
