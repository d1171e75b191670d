// What a model says of itself and what it would take, from its headers alone: no weights are read.
#pragma once

#include "core/base/result.h"
#include "core/engine/types.h"
#include "core/formats/model_file.h"
#include "core/model/hyperparameters.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace core {

// Name, path, architecture, quantisation, parameters, size and trained context.
ModelInfo infoFromHeaders(const ModelFile& file, const Hyperparameters& hp);

// How a model would be loaded.
struct LoadPlan
{
    int contextTokens = 0;     // at most what the model was trained for; 0: that, at most 8192
    bool compactCache = false; // see EngineOptions
    std::string loadAs = {};   // see loadTypeNamed()
};

struct ModelDetails
{
    ModelInfo info;                // as far as headers tell
    std::string licence;           // as the file says it: "apache-2.0"; empty where it does not
    std::uint64_t memoryBytes = 0; // weights, and keys and values of info.contextTokens; about
};

// Fails as openModelFile() and readHyperparameters() do. Of a Hugging Face folder it reads all but
// the tensors, which may take a second: not for the GUI thread.
Result<ModelDetails> readModelDetails(const std::filesystem::path& path, const LoadPlan& plan);

} // namespace core
