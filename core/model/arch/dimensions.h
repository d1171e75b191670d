// Bounds on what a model file may claim, checked before anything is allocated for it.
#pragma once

#include "core/base/result.h"
#include "core/model/hyperparameters.h"

namespace core {

class ModelFile;

// Layers, dimensions, heads and context of hp. Fails with Malformed.
Status checkDimensions(const ModelFile& file, const Hyperparameters& hp);

// "…/model.gguf: WHAT; the file may be damaged, download it again"
tl::unexpected<Error> damaged(const ModelFile& file, std::string_view what);

} // namespace core
