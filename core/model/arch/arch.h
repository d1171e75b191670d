// The architectures this engine knows. Each has one file here that reads its hyperparameters and
// names its tensors.
//
// A new one is a file with a function that returns its Architecture, and a line in arch.cpp.
#pragma once

#include "core/formats/model_file.h"
#include "core/model/hyperparameters.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace core {

// A matrix by the name the file's format gives it: a whole tensor, or consecutive rows of one.
struct MatrixName
{
    std::string weight;
    std::string bias = {}; // read where the hyperparameters say that there is one
    std::size_t firstRow = 0;
    std::size_t ofRows = 0; // rows of the tensor, all dimensions but the last multiplied; 0: the
                            // tensor is the matrix
};

struct FeedForwardNames
{
    MatrixName gate, up, down;
};

// Where a layer's tensors are. A norm without a name is not computed.
struct LayerTensorNames
{
    std::string attentionNorm; // before attention
    MatrixName query, key, value, attentionOutput;
    std::string queryNorm, keyNorm; // read where there is a QkNorm
    std::string attentionSinks;
    std::string attentionPostNorm; // of what attention adds
    std::string ffnNorm;
    FeedForwardNames ffn;
    MatrixName router;                     // where there are experts
    std::vector<FeedForwardNames> experts; // [expertCount]
    std::string ffnPostNorm;
};

struct TensorNames
{
    std::string embedding;  // [vocabSize, modelDim]
    std::string outputNorm; // [modelDim]
    std::string output;     // [vocabSize, modelDim]; absent: tied to the embedding
};

struct Architecture
{
    std::string_view name; // general.architecture in GGUF; empty names do not occur there
    std::vector<std::string_view> huggingFaceNames; // model_type in config.json
    Result<Hyperparameters> (*readGguf)(
        const ModelFile& file); // null: GGUF files name another architecture
    Result<Hyperparameters> (*readHuggingFace)(const ModelFile& file);
    TensorNames (*tensors)(const ModelFile& file);
    LayerTensorNames (*layer)(const ModelFile& file, const Hyperparameters& hp, std::size_t index);
};

std::span<const Architecture* const> architectures();

// By the name that this format uses. Null where it is unknown.
const Architecture* findArchitecture(ModelFile::Format format, std::string_view name);

// By Architecture::name, as in Hyperparameters::architecture.
const Architecture* findArchitecture(std::string_view name);

const Architecture& llamaArchitecture();
const Architecture& mistralArchitecture();
const Architecture& qwen2Architecture();
const Architecture& qwen3Architecture();
const Architecture& qwen3MoeArchitecture();
const Architecture& gemma2Architecture();
const Architecture& gemma3Architecture();
const Architecture& phi3Architecture();
const Architecture& smolLm3Architecture();
const Architecture& graniteArchitecture();
const Architecture& olmo2Architecture();
const Architecture& gptOssArchitecture();

} // namespace core
