// The sampling of answers for which nobody chose one.
#pragma once

#include "core/sampling/sampling_params.h"

#include <cstdint>

namespace app {

// Below 600 million parameters. Where the number is not known, a model is not small.
bool isSmallModel(std::uint64_t parameters);

// What suits models of billions of parameters makes small ones wander and repeat themselves, so
// those are held to likelier words. parameters: of the model; 0 where that is not known.
core::SamplingParams usualSampling(std::uint64_t parameters);

} // namespace app
