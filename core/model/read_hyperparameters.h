// The hyperparameters of a model file, checked before anything is allocated.
#pragma once

#include "core/base/result.h"
#include "core/model/hyperparameters.h"

namespace core {

class ModelFile;

// Fails with Unsupported (unknown architecture, named with the known ones) or Malformed (a number
// that is missing, zero, out of bounds, or does not fit another).
Result<Hyperparameters> readHyperparameters(const ModelFile& file);

} // namespace core
