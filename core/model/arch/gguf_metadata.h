// Hyperparameters as the metadata of a GGUF file: what the architectures' readGguf() reads.
#pragma once

#include "core/model/gguf_form.h"
#include "core/model/hyperparameters.h"

#include <string_view>
#include <utility>
#include <vector>

namespace core {

// How GGUF files of this architecture pair the components of queries and keys.
RopePairing ggufPairing(std::string_view architecture);

// file: the Hugging Face folder hp was read from. architecture: as GGUF calls it.
GgufMetadata
ggufMetadata(const ModelFile& file, const Hyperparameters& hp, std::string_view architecture);

// Factors of the rotary embedding that GGUF keeps as tensors, by their names.
std::vector<std::pair<std::string, std::vector<float>>> ggufRopeTensors(const ModelFile& file,
                                                                        const Hyperparameters& hp);

} // namespace core
