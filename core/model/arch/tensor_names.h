// The names of tensors that most architectures share, in GGUF files and in Hugging Face folders.
#pragma once

#include "core/model/arch/arch.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace core {

bool isGguf(const ModelFile& file);

TensorNames ggufTensors();
LayerTensorNames ggufLayer(std::size_t index);

// The tensors [expertCount, rows, columns] that hold all experts of a layer.
std::vector<FeedForwardNames> ggufExperts(const Hyperparameters& hp, std::size_t index);

TensorNames configTensors(std::string_view prefix = "model.");
LayerTensorNames configLayer(std::size_t index, std::string_view prefix = "model.");

// Of either format, for architectures that differ in nothing: they fit Architecture's members.
TensorNames commonTensors(const ModelFile& file);
LayerTensorNames commonLayer(const ModelFile& file, const Hyperparameters& hp, std::size_t index);

} // namespace core
