// gpt-oss (OpenAI 2025, arXiv:2508.10925): experts with a clamped activation and biases everywhere,
// a learnt sink in every head's softmax, a window on every second layer, YaRN.
#include "core/model/arch/basics.h"
#include "core/model/arch/gguf_keys.h"
#include "core/model/arch/model_config.h"
#include "core/model/arch/rope_scaling.h"
#include "core/model/arch/tensor_names.h"

namespace core {

namespace {

constexpr std::size_t kDefaultWindow = 128;

void asGptOss(Hyperparameters& hp)
{
    hp.activation = Activation::ClampedSilu;
    hp.attentionSinks = true;
    hp.qkvBias = true;
    hp.attentionOutputBias = true;
    hp.ffnBias = true;
}

void setWindows(Hyperparameters& hp, std::size_t window)
{
    for (std::size_t i = 0; i < hp.layerCount; i += 2)
        hp.layers[i].window = window;
}

Result<Hyperparameters> readGguf(const ModelFile& file)
{
    const GgufKeys keys(file, "gpt-oss");
    Result<Hyperparameters> hp = readGgufBasics(keys, RopePairing::Halves);
    if (!hp)
        return hp;
    asGptOss(*hp);
    setWindows(*hp, keys.positiveOr("attention.sliding_window", kDefaultWindow));
    const Result<std::size_t> experts = keys.positive("expert_count");
    const Result<std::size_t> used = keys.positive("expert_used_count");
    if (!experts || !used)
        return fail(!experts ? experts.error() : used.error());
    hp->expertCount = *experts;
    hp->expertsUsed = *used;
    hp->ffnDim = keys.positiveOr("expert_feed_forward_length", hp->ffnDim);
    // The model's own definition does not round the ramp's bounds, which the file has no key for.
    if (Rope& rope = hp->ropes.front();
        keys.textOr("rope.scaling.type", "") == "yarn" && !rope.factors.empty())
        rope.factors = yarnFactors({.factor = keys.numberOr("rope.scaling.factor", 1.0F),
                                    .originalContext = static_cast<double>(rope.shortContext),
                                    .wholeBounds = false},
                                   hp->rotaryDim,
                                   rope.theta);
    return hp;
}

Result<Hyperparameters> readHuggingFace(const ModelFile& file)
{
    const ModelConfig config(file);
    Result<Hyperparameters> hp = readConfigBasics(config);
    if (!hp)
        return hp;
    asGptOss(*hp);
    const std::size_t window = config.positiveOr("sliding_window", kDefaultWindow);
    if (!applyLayerTypes(config, window, *hp))
        setWindows(*hp, window);
    const Result<std::size_t> experts = config.positive("num_local_experts");
    const Result<std::size_t> used = config.positive("num_experts_per_tok");
    if (!experts || !used)
        return fail(!experts ? experts.error() : used.error());
    hp->expertCount = *experts;
    hp->expertsUsed = *used;
    return hp;
}

// GGUF calls the norm before the experts by its place after attention.
LayerTensorNames layer(const ModelFile& file, const Hyperparameters& hp, std::size_t index)
{
    LayerTensorNames names = commonLayer(file, hp, index);
    if (isGguf(file)) {
        names.ffnNorm = fmt::format("blk.{}.post_attention_norm.weight", index);
        names.experts = ggufExperts(hp, index);
        return names;
    }
    const std::string prefix = fmt::format("model.layers.{}.mlp.", index);
    names.router = {.weight = prefix + "router.weight", .bias = prefix + "router.bias"};
    const MatrixName blocks = {.weight = prefix + "experts.gate_up_proj_blocks"};
    names.experts.assign(hp.expertCount, {blocks, blocks, blocks});
    return names;
}

} // namespace

const Architecture& gptOssArchitecture()
{
    static const Architecture kGptOss = {
        "gpt-oss", {"gpt_oss"}, readGguf, readHuggingFace, commonTensors, layer};
    return kGptOss;
}

} // namespace core
