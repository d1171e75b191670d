// A llama forward pass written plainly in double precision, from dequantised weights: what fast
// engines are held against.
#pragma once

#include "core/base/token.h"
#include "core/formats/model_file.h"
#include "core/model/hyperparameters.h"

#include <vector>

namespace tests {

// Logits after each of ids, which are cut into independent sequences of `window` tokens:
// [ids.size(), vocabSize]. Nothing is rounded but the result.
std::vector<float> referenceLogits(const core::ModelFile& file,
                                   const core::Hyperparameters& hp,
                                   const std::vector<core::TokenId>& ids,
                                   std::size_t window);

} // namespace tests
