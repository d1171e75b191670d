// The hyperparameters that all architectures have, as most of their files say them.
#pragma once

#include "core/base/result.h"
#include "core/model/hyperparameters.h"

#include <cstddef>

namespace core {

class GgufKeys;
class ModelConfig;

// The numbers every architecture has, one rope for all layers, and no windows. Fails with Malformed
// or Unsupported.
Result<Hyperparameters> readGgufBasics(const GgufKeys& keys, RopePairing pairing);

// The numbers every architecture has, one rope for all layers, no windows, biases as
// "attention_bias" and "mlp_bias" say. Fails with Malformed or Unsupported.
Result<Hyperparameters> readConfigBasics(const ModelConfig& config);

// Gives the layers that "layer_types" calls sliding_attention the window; false where there is no
// such list.
bool applyLayerTypes(const ModelConfig& config, std::size_t window, Hyperparameters& hp);

} // namespace core
