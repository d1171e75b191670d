#include "core/model/arch/rope_scaling.h"

#include "core/formats/model_file.h"
#include "core/model/arch/gguf_keys.h"
#include "core/model/arch/model_config.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace core {

namespace {

double frequency(std::size_t pair, std::size_t rotaryDim, double theta)
{
    return std::pow(theta, -2.0 * static_cast<double>(pair) / static_cast<double>(rotaryDim));
}

// Empty where the file has no such tensor; its length is checked with the other hyperparameters.
std::vector<float> factorTensor(const ModelFile& file, const char* name)
{
    std::vector<float> factors;
    const TensorInfo* tensor = file.tensor(name);
    if (tensor != nullptr && tensor->dtype == DType::F32) {
        factors.resize(tensor->data.size() / sizeof(float));
        std::memcpy(factors.data(), tensor->data.data(), factors.size() * sizeof(float));
    }
    return factors;
}

} // namespace

std::vector<float> llama3Factors(const Llama3Scaling& scaling, std::size_t rotaryDim, double theta)
{
    std::vector<float> factors(rotaryDim / 2);
    for (std::size_t i = 0; i < factors.size(); ++i) {
        const double wavelength = 2 * std::numbers::pi / frequency(i, rotaryDim, theta);
        const double smooth = (scaling.originalContext / wavelength - scaling.lowFrequencyFactor) /
                              (scaling.highFrequencyFactor - scaling.lowFrequencyFactor);
        if (wavelength < scaling.originalContext / scaling.highFrequencyFactor)
            factors[i] = 1.0F;
        else if (wavelength > scaling.originalContext / scaling.lowFrequencyFactor)
            factors[i] = static_cast<float>(scaling.factor);
        else
            factors[i] = static_cast<float>(1.0 / ((1 - smooth) / scaling.factor + smooth));
    }
    return factors;
}

std::vector<float> yarnFactors(const YarnScaling& scaling, std::size_t rotaryDim, double theta)
{
    // The pair that turns this many times within the original context.
    const auto pairOf = [&](double turns) {
        return static_cast<double>(rotaryDim) *
               std::log(scaling.originalContext / (turns * 2 * std::numbers::pi)) /
               (2 * std::log(theta));
    };
    double first = pairOf(scaling.betaFast);
    double last = pairOf(scaling.betaSlow);
    if (scaling.wholeBounds) {
        first = std::floor(first);
        last = std::ceil(last);
    }
    first = std::max(first, 0.0);
    last = std::min(last, static_cast<double>(rotaryDim) - 1);
    std::vector<float> factors(rotaryDim / 2);
    for (std::size_t i = 0; i < factors.size(); ++i) {
        const double ramp =
            std::clamp((static_cast<double>(i) - first) / std::max(last - first, 0.001), 0.0, 1.0);
        factors[i] = static_cast<float>(1.0 / (ramp / scaling.factor + (1 - ramp)));
    }
    return factors;
}

float yarnMagnitude(double factor)
{
    return factor > 1 ? static_cast<float>(0.1 * std::log(factor) + 1) : 1.0F;
}

Result<Rope> ggufRope(const GgufKeys& keys, const Hyperparameters& hp)
{
    Rope rope;
    rope.theta = keys.numberOr("rope.freq_base", 10000.0F);
    rope.shortContext = keys.positiveOr("rope.scaling.original_context_length", hp.trainedContext);
    rope.magnitude = keys.numberOr("rope.scaling.attn_factor", 1.0F);
    rope.factors = factorTensor(keys.file(), "rope_freqs.weight");
    if (rope.factors.empty()) {
        rope.factors = factorTensor(keys.file(), "rope_factors_short.weight");
        rope.longFactors = factorTensor(keys.file(), "rope_factors_long.weight");
    }
    const std::string type = keys.textOr("rope.scaling.type", "linear");
    const float factor =
        keys.numberOr("rope.scaling.factor", keys.numberOr("rope.scale_linear", 0.0F));
    if (type == "yarn") {
        if (factor > 1) {
            rope.factors =
                yarnFactors({.factor = factor,
                             .betaFast = keys.numberOr("rope.scaling.yarn_beta_fast", 32.0F),
                             .betaSlow = keys.numberOr("rope.scaling.yarn_beta_slow", 1.0F),
                             .originalContext = static_cast<double>(rope.shortContext)},
                            hp.rotaryDim,
                            rope.theta);
            rope.magnitude *= yarnMagnitude(factor);
        }
    } else if (type == "linear") {
        if (factor > 0 && factor != 1 && rope.factors.empty())
            rope.factors.assign(hp.rotaryDim / 2, factor);
    } else if (type != "none" && type != "longrope") {
        return fail(ErrorCode::Unsupported,
                    "{}: the file asks for RoPE scaling \"{}\"; this version knows linear, yarn "
                    "and longrope; choose another "
                    "model",
                    keys.file().path().string(),
                    type.substr(0, 64));
    }
    return rope;
}

Result<Rope> configRope(const ModelConfig& config, const Hyperparameters& hp)
{
    // Before version 5 of the transformers library "rope_scaling" beside "rope_theta", since then
    // all in one object.
    const ModelConfig parameters = config.object("rope_parameters");
    return scaledRope(
        parameters.isThere() ? parameters : config.object("rope_scaling"),
        config.numberOr("rope_theta", 10000.0),
        config.numberOr("original_max_position_embeddings", static_cast<double>(hp.trainedContext)),
        hp);
}

Result<Rope> scaledRope(const ModelConfig& scaling,
                        double theta,
                        double originalContext,
                        const Hyperparameters& hp)
{
    Rope rope;
    rope.theta = static_cast<float>(scaling.numberOr("rope_theta", theta));
    const std::string type = scaling.textOr("rope_type", scaling.textOr("type", "default"));
    const double original = scaling.numberOr("original_max_position_embeddings", originalContext);
    const double factor = scaling.numberOr("factor", 1.0);
    if (type == "linear") {
        rope.factors.assign(hp.rotaryDim / 2, static_cast<float>(factor));
    } else if (type == "llama3") {
        rope.factors = llama3Factors({factor,
                                      scaling.numberOr("low_freq_factor", 1.0),
                                      scaling.numberOr("high_freq_factor", 4.0),
                                      original},
                                     hp.rotaryDim,
                                     rope.theta);
    } else if (type == "yarn") {
        rope.factors = yarnFactors({factor,
                                    scaling.numberOr("beta_fast", 32.0),
                                    scaling.numberOr("beta_slow", 1.0),
                                    original,
                                    scaling.flagOr("truncate", true)},
                                   hp.rotaryDim,
                                   rope.theta);
        rope.magnitude =
            static_cast<float>(scaling.numberOr("attention_factor", yarnMagnitude(factor)));
    } else if (type == "longrope" || type == "su") {
        rope.factors = scaling.floats("short_factor");
        rope.longFactors = scaling.floats("long_factor");
        if (rope.factors.empty() || rope.longFactors.empty())
            return fail(ErrorCode::Malformed,
                        "{}: expected lists of numbers in \"short_factor\" and \"long_factor\" of "
                        "config.json; download it "
                        "again",
                        scaling.file().path().string());
        rope.shortContext = static_cast<std::size_t>(std::clamp(original, 1.0, 1e9));
        const double stretch = static_cast<double>(hp.trainedContext) / original;
        rope.magnitude = static_cast<float>(scaling.numberOr(
            "attention_factor",
            stretch > 1 ? std::sqrt(1 + std::log(stretch) / std::log(original)) : 1.0));
    } else if (type != "default") {
        return fail(ErrorCode::Unsupported,
                    "{}: config.json asks for RoPE scaling \"{}\"; this version knows default, "
                    "linear, llama3, yarn and "
                    "longrope; choose another model",
                    scaling.file().path().string(),
                    type.substr(0, 64));
    }
    return rope;
}

} // namespace core
