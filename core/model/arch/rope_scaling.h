// The ways in which models stretch their rotary embeddings to contexts longer than those they were
// first trained with.
#pragma once

#include "core/base/result.h"
#include "core/model/hyperparameters.h"

#include <cstddef>
#include <vector>

namespace core {

class ModelFile;
class ModelConfig;
class GgufKeys;

// [rotaryDim / 2]. Llama 3.1's: long wavelengths are divided by factor, short ones kept, those
// between interpolated (Dubey et al. 2024, arXiv:2407.21783; formula as in Hugging Face's
// modeling_rope_utils).
struct Llama3Scaling
{
    double factor = 8.0;
    double lowFrequencyFactor = 1.0;
    double highFrequencyFactor = 4.0;
    double originalContext = 8192.0;
};
std::vector<float> llama3Factors(const Llama3Scaling& scaling, std::size_t rotaryDim, double theta);

// [rotaryDim / 2]. Peng et al. 2023, arXiv:2309.00071: frequencies that turn more than betaFast
// times within the original context are kept, those that turn less than betaSlow times divided by
// factor, a ramp between.
struct YarnScaling
{
    double factor = 1.0;
    double betaFast = 32.0;
    double betaSlow = 1.0;
    double originalContext = 4096.0;
    bool wholeBounds = true; // the ramp begins and ends at whole pairs
};
std::vector<float> yarnFactors(const YarnScaling& scaling, std::size_t rotaryDim, double theta);

// YaRN's factor on what is rotated, 0.1 ln(factor) + 1.
float yarnMagnitude(double factor);

// The rope of a GGUF file, from its keys and its factor tensors. hp: rotaryDim and trainedContext
// are read already.
Result<Rope> ggufRope(const GgufKeys& keys, const Hyperparameters& hp);

// The rope of config.json, by its "rope_parameters" or "rope_theta" and "rope_scaling".
Result<Rope> configRope(const ModelConfig& config, const Hyperparameters& hp);

// The rope of one object of config.json that names its type, with these defaults for what stands
// beside it.
Result<Rope> scaledRope(const ModelConfig& scaling,
                        double theta,
                        double originalContext,
                        const Hyperparameters& hp);

} // namespace core
